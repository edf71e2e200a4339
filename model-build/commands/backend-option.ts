import { Option } from 'commander';
import { BACKENDS, type BackendName } from '../recipe/backend-names.ts';

export interface BackendChoice {
  backend?: BackendName;
}

/** `--backend`: where, not what; it leaves a run's checkpoint usable, numbers agree but for rounding. */
export const backendOption = (): Option =>
  new Option('--backend <name>', "what trains, in place of the recipe's choice; see doctor").choices(
    BACKENDS,
  );
