/** The models of `models/` in the real bucket: what is there stays, what is missing is put there. */
import { modelFolder } from '../../model-build/artefact/model-folder.ts';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { showReference } from '../../model-build/artefact/reference.ts';
import { promote, readAlias } from '../../model-build/publish/alias.ts';
import { publish, rehearse } from '../../model-build/publish/publish.ts';
import type { ModelStore } from '../../model-build/publish/store.ts';

/**
 * Uploads the current version of each model, create-only, and points an alias at it where there is none; an alias that
 * is there is never moved. Without `write` it only looks. Throws as `publish` and `promote` do.
 */
export async function launchModels(
  store: ModelStore,
  names: readonly string[],
  write: boolean,
  say: (line: string) => void,
): Promise<void> {
  for (const name of names) {
    const version = await readModel(modelFolder(name));
    const reference = { name: version.manifest.name, version: version.manifest.version };
    const shown = showReference(reference);
    let missing = 0;
    await (write ? publish : rehearse)(store, version, (_key, _bytes, fate) => {
      if (fate !== 'there already') missing++;
    });
    say(
      missing === 0 ? `${shown} is there` : `${shown}: ${missing} files ${write ? 'uploaded' : 'to upload'}`,
    );
    const known = await readAlias(store, name);
    if (known === null) {
      if (write) await promote(store, reference);
      say(`${name} ${write ? 'is served as' : 'will be served as'} ${reference.version}`);
    } else if (known.alias.current !== reference.version) {
      say(
        `${name} is served as ${known.alias.current}; npm run model -- promote ${shown} --remote changes that`,
      );
    }
  }
}
