/** The entry `afterword/element`: the class, not registered. */
export type { Suggestion } from '../core/attach.ts';
export type { Source } from '../core/source.ts';
export type { StateName, Unit } from '../core/state.ts';
export type { Attributes } from './attributes.ts';
export { type GhostEvents, GhostText } from './ghost-text.ts';
