/** The networks of every kind, where backends are held against each other on them too. */
export { NETWORKS } from '../../model-build/backend/conformance/networks.ts';
