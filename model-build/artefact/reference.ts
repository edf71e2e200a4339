/** How people name a published version, and the keys that it lies under. */
import { ModelNameSchema, ModelVersionSchema } from '../../src/contract/manifest.ts';

export interface VersionReference {
  name: string;
  version: string;
}

export const aliasKey = (name: string): string => `${name}/alias.json`;

export const versionPrefix = ({ name, version }: VersionReference): string => `${name}/${version}/`;

export const manifestKey = (reference: VersionReference): string =>
  `${versionPrefix(reference)}manifest.json`;

export const showReference = ({ name, version }: VersionReference): string => `${name}@${version}`;

/** `english@1.0.0`, or `english` with no version. @throws Error that says what was wanted. */
export function parseReference(text: string): { name: string; version: string | null } {
  const [name, version = null, ...rest] = text.split('@');
  if (
    rest.length > 0 ||
    !ModelNameSchema.safeParse(name).success ||
    (version !== null && !ModelVersionSchema.safeParse(version).success)
  )
    throw new Error(`got "${text}", wanted a model's name or name@version, for example english@1.0.0`);
  return { name, version };
}
