import { Command } from 'commander';
import { modelFolder } from '../artefact/model-folder.ts';
import { readModel } from '../artefact/read-model.ts';
import { showReference } from '../artefact/reference.ts';
import { publish, type Report, rehearse } from '../publish/publish.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';

interface Options extends StoreOptions {
  yes?: boolean;
}

export const publishCommand = addStoreOptions(new Command('publish'))
  .description('upload a built version to R2, where nothing serves it before it is promoted')
  .argument(
    '<model>',
    'name of a model in models/, whose current version is taken, name@version, or a directory',
  )
  .option('--yes', 'with --remote: do it; without, only tell what would be done')
  .addHelpText(
    'after',
    `
Prints name@version once all of it is there. Cut off at any point, the same command goes on where it stood. Files that
are there are never written over. Refuses a model whose int8 figures are more than 0.5 % worse than float32.
${REMOTE_HELP}

Examples:
  npm run model -- publish english
  npm run model -- publish english@1.0.0 --remote
  npm run model -- publish english@1.0.0 --remote --yes`,
  )
  .action(async (model: string, options: Options) => {
    const version = await readModel(modelFolder(model));
    await withStore(options, async (store) => {
      const report: Report = (key, bytes, fate) =>
        console.error(`${key.padEnd(40)} ${(bytes / 1e6).toFixed(2).padStart(7)} MB  ${fate}`);
      if (options.remote && !options.yes) {
        await rehearse(store, version, report);
        console.error(`nothing was written to ${store.place}: --yes does it`);
        return;
      }
      const written = await publish(store, version, report);
      console.error(`${store.place}: ${written} files written`);
      console.log(showReference(version.manifest));
    });
  });
