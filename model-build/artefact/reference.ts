/** How people name a published version, and the keys that it lies under. */
import { ModelNameSchema, ModelVersionSchema } from '../../src/contract/manifest.ts';

/** One version of one model. */
export interface VersionReference {
  name: string;
  version: string;
}

/** Key of a model's alias in a store. */
export const aliasKey = (name: string): string => `${name}/alias.json`;

/** Beginning of the keys of a version's files. */
export const versionPrefix = ({ name, version }: VersionReference): string => `${name}/${version}/`;

/** Key of a version's manifest. */
export const manifestKey = (reference: VersionReference): string =>
  `${versionPrefix(reference)}manifest.json`;

/** `name@version`, for people. */
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
