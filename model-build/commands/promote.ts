import { Command } from 'commander';
import { parseReference } from '../artefact/reference.ts';
import { promote, provePromotion } from '../publish/alias.ts';
import { LARGEST_STEP_BACK } from '../publish/quality-gate.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';

interface Options extends StoreOptions {
  yes?: boolean;
  force?: boolean;
}

export const promoteCommand = addStoreOptions(new Command('promote'))
  .description('serve a published version; the one before it stays the way back')
  .argument('<model>', 'name@version')
  .option('--yes', 'with --remote: do it; without, only tell what would be done')
  .option('--force', 'also when it is worse than what is served')
  .addHelpText(
    'after',
    `
Verifies the version first, and refuses one whose bits per byte on any corpus are more than ${100 * LARGEST_STEP_BACK} % above those of the
version that is served. Workers see the new alias within ALIAS_TTL_SECONDS. Of two people who promote at once, one
succeeds and the other is told. Local R2 takes the aliases of models/ again at the next \`npm start\`.
${REMOTE_HELP}

Examples:
  npm run model -- promote english@1.1.0
  npm run model -- promote english@1.1.0 --remote --yes`,
  )
  .action(async (model: string, options: Options) => {
    const { name, version } = parseReference(model);
    if (version === null)
      throw new Error(`got "${model}", wanted name@version: \`list\` shows what is there`);
    await withStore(options, async (store) => {
      if (options.remote && !options.yes) {
        const known = await provePromotion(store, { name, version }, options);
        console.error(
          `${name} ${version} is sound; ${known?.alias.current ?? 'nothing'} is served from ${store.place}, and nothing was changed: --yes does it`,
        );
        return;
      }
      const { current, previous } = await promote(store, { name, version }, options);
      console.error(`${store.place}: ${name} ${current} is served, ${previous ?? 'nothing'} was before`);
    });
  });
