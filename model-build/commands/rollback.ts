import { Command } from 'commander';
import { parseReference } from '../artefact/reference.ts';
import { readAlias, rollback } from '../publish/alias.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';

interface Options extends StoreOptions {
  yes?: boolean;
}

export const rollbackCommand = addStoreOptions(new Command('rollback'))
  .description('serve the previous version again; a second rollback undoes the first')
  .argument('<model>', 'its name')
  .option('--yes', 'with --remote: do it; without, only tell what would be done')
  .addHelpText(
    'after',
    `
Only moves the alias, so it takes as long as one write. Workers see it within ALIAS_TTL_SECONDS.
${REMOTE_HELP}

Examples:
  npm run model -- rollback english
  npm run model -- rollback english --remote --yes`,
  )
  .action(async (model: string, options: Options) => {
    const { name, version } = parseReference(model);
    if (version !== null)
      throw new Error(`got "${model}", wanted a name: rollback goes to the previous version, promote to any`);
    await withStore(options, async (store) => {
      if (options.remote && !options.yes) {
        const alias = (await readAlias(store, name))?.alias;
        console.error(
          `${name} ${alias?.current ?? 'nothing'} is served from ${store.place}, ${alias?.previous ?? 'nothing'} was before, and nothing was changed: --yes goes back`,
        );
        return;
      }
      const { current, previous } = await rollback(store, name);
      console.error(`${store.place}: ${name} ${current} is served again, no longer ${previous}`);
    });
  });
