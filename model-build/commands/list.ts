import { Command } from 'commander';
import { parseReference } from '../artefact/reference.ts';
import { listModels } from '../publish/catalogue.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';

interface Options extends StoreOptions {
  json?: boolean;
}

export const listCommand = addStoreOptions(new Command('list'))
  .description('the models and versions in R2, and which ones are served')
  .argument('[model]', 'only this one')
  .option('--json', 'print one line of JSON')
  .addHelpText(
    'after',
    `
A version is current (served), previous (what rollback goes back to), published (nothing serves it), or incomplete (a
publish that was cut off, or goes on now).
${REMOTE_HELP}

Examples:
  npm run model -- list
  npm run model -- list english --remote --json`,
  )
  .action(async (model: string | undefined, options: Options) => {
    const name = model === undefined ? undefined : parseReference(model).name;
    await withStore(options, async (store) => {
      const models = await listModels(store, name);
      if (options.json) {
        console.log(
          JSON.stringify(
            models.map(({ versions, ...rest }) => ({
              ...rest,
              versions: versions.map(({ keys: _, ...version }) => version),
            })),
          ),
        );
        return;
      }
      if (models.length === 0) console.log(`${store.place} holds no ${name ?? 'models'}`);
      for (const { name, versions } of models) {
        for (const { version, bytes, state } of versions) {
          console.log(
            `${`${name}@${version}`.padEnd(32)} ${(bytes / 1e6).toFixed(2).padStart(7)} MB  ${state}`,
          );
        }
      }
    });
  });
