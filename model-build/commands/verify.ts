import { Command } from 'commander';
import { parseReference, showReference } from '../artefact/reference.ts';
import { readAlias } from '../publish/alias.ts';
import { addStoreOptions, REMOTE_HELP, type StoreOptions, withStore } from '../publish/store-options.ts';
import { verifyVersion } from '../publish/verify.ts';

export const verifyCommand = addStoreOptions(new Command('verify'))
  .description(
    'read a version back from R2, hash every file, hold the graph to its manifest, and run it a few steps',
  )
  .argument('<model>', 'name@version, or a name, whose current version is then taken')
  .addHelpText(
    'after',
    `${REMOTE_HELP}

Examples:
  npm run model -- verify english
  npm run model -- verify english@1.0.0 --remote`,
  )
  .action(async (model: string, options: StoreOptions) => {
    const { name, version } = parseReference(model);
    await withStore(options, async (store) => {
      const current = version ?? (await readAlias(store, name))?.alias.current;
      if (current === undefined)
        throw new Error(`no version of ${name} is served from ${store.place}: say which one, name@version`);
      const { manifest, bytes, runtime, prompt, text } = await verifyVersion(store, {
        name,
        version: current,
      });
      const files = Object.keys(manifest.files).length + 1;
      console.error(
        `${showReference(manifest)} in ${store.place}: ${files} files, ${(bytes / 1e6).toFixed(2)} MB, each as its manifest says`,
      );
      console.error(`${runtime}: ${JSON.stringify(prompt)} goes on ${JSON.stringify(text)}`);
      console.log(showReference(manifest));
    });
  });
