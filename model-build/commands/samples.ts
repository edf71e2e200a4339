import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { modelFolder } from '../artefact/model-folder.ts';
import { readLanguageModel } from '../artefact/read-model.ts';
import { type Said, samplesPage } from '../samples/page.ts';
import { PROMPTS } from '../samples/prompts.ts';
import { serve } from '../samples/serve.ts';
import { fromHere } from '../settings.ts';

export const samplesCommand = new Command('samples')
  .description(
    'what models say after two hundred beginnings of e-mails, questions, comments, lists: a page to read',
  )
  .argument('<model...>', 'directories of versions or of models, or names or name@version of some in models/')
  .option('--out <file>', 'where the page goes, in place of the output', fromHere)
  .addHelpText(
    'after',
    `
Asks /complete with its defaults, and counts the answers that name a browser, a mail program or a maker of either.

Examples:
  npm run model -- samples english english-small --out docs/samples.md
  npm run model -- samples models/english/0.8.0`,
  )
  .action(async (names: string[], { out }: { out?: string }) => {
    const said: Said[] = [];
    for (const name of names) {
      const model = await readLanguageModel(modelFolder(name));
      const complete = serve(model);
      const completions = new Map<string, string>();
      for (const prompt of Object.values(PROMPTS).flat())
        completions.set(prompt, (await complete({ prompt })).choices[0].text);
      said.push({ model: `${model.manifest.name} ${model.manifest.version}`, completions });
      console.error(`${name}: ${completions.size} completions`);
    }
    const page = samplesPage(PROMPTS, said);
    if (out === undefined) console.log(page);
    else await writeFile(out, page);
  });
