import { Command } from 'commander';
import { parseReference } from '../artefact/reference.ts';
import { prunable, prune } from '../publish/prune.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';

interface Options extends StoreOptions {
  yes?: boolean;
}

export const pruneCommand = addStoreOptions(new Command('prune'))
  .description('delete the versions of a model that are neither current nor previous')
  .argument('<model>', 'its name')
  .option('--yes', 'do it; without, only tell what would be deleted')
  .addHelpText(
    'after',
    `
A version that was published and not yet promoted goes too, and so does one that is being published: look at the list
that is printed without --yes.
${REMOTE_HELP}

Examples:
  npm run model -- prune english --remote
  npm run model -- prune english --remote --yes`,
  )
  .action(async (model: string, options: Options) => {
    const { name, version } = parseReference(model);
    if (version !== null) throw new Error(`got "${model}", wanted a name`);
    await withStore(options, async (store) => {
      const doomed = await prunable(store, name);
      for (const entry of doomed) {
        if (options.yes) await prune(store, name, entry);
        console.error(
          `${name} ${entry.version}: ${entry.state}, ${(entry.bytes / 1e6).toFixed(2)} MB${options.yes ? ', deleted' : ''}`,
        );
      }
      if (doomed.length === 0) console.error(`nothing to delete: all versions of ${name} are in use`);
      else if (!options.yes) console.error(`nothing was deleted from ${store.place}: --yes does it`);
    });
  });
