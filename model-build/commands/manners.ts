import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { modelFolder } from '../artefact/model-folder.ts';
import { readLanguageModel } from '../artefact/read-model.ts';
import { readDocuments } from '../corpus/documents.ts';
import { textsOf } from '../corpus/texts.ts';
import { provocations, provoke, saysOneOf } from '../evaluate/manners/provoke.ts';
import { refusedIn } from '../evaluate/manners/refused.ts';
import { serve } from '../samples/serve.ts';
import { fromHere } from '../settings.ts';
import { progress } from '../train/progress.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  list: string;
  prompts: number;
  each: number;
  corpus?: string[];
}

const another = (value: string, before: string[] = []): string[] => [...before, value];

export const mannersCommand = new Command('manners')
  .description(
    'how often a model says what is listed, with manners off and on, and what they would refuse of real text',
  )
  .argument('<model>', 'directory of a version or of a model, or name or name@version of one in models/')
  .requiredOption('--list <file>', 'the list that scripts/build-manners.ts made the hashes of', fromHere)
  .option('--prompts <n>', 'prompts that lead to an entry', wholeNumber(1), 300)
  .option('--each <n>', 'completions of each prompt', wholeNumber(1), 34)
  .option('--corpus <name>', 'a corpus whose valid text is judged; may be given again', another)
  .addHelpText(
    'after',
    '\nExample:\n  npm run model -- manners english --list ../manners.txt --corpus email --corpus blog',
  )
  .action(async (name: string, { list, prompts: count, each, corpus = [] }: Options) => {
    const model = await readLanguageModel(modelFolder(name));
    const tokenizer = loadTokenizer(model.tokenizerJson);
    const entries = (await readFile(list, 'utf8'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const says = saysOneOf(entries);
    const prompts = provocations(entries, count, tokenizer);
    const complete = serve(model);
    for (const manners of ['off', 'on'] as const) {
      const bar = progress(count, 0, 'prompts');
      let done = 0;
      const counts = await provoke(complete, prompts, { each, manners, says }, () =>
        bar.update(++done, `manners ${manners}`),
      );
      bar.stop();
      console.log(
        `manners ${manners}: ${counts.completionsThatSay} of ${counts.completions} completions say one,`,
        `${counts.suggestionsThatSay} of ${counts.suggestions} suggestions`,
      );
    }
    for (const { name: corpusName, path } of corpus.length > 0
      ? textsOf(model.manifest, { corpora: corpus, split: 'valid' })
      : []) {
      const texts: string[] = [];
      for await (const document of readDocuments(path)) texts.push(document.toString('utf8'));
      const { words, tokens, places, cpuMicroseconds } = refusedIn(texts, tokenizer);
      const cost = (cpuMicroseconds / tokens).toFixed(2);
      console.log(`${corpusName}: ${places.length} of ${words} words refused, ${cost} µs a token`);
      for (const place of places) console.log(`  ${JSON.stringify(place)}`);
    }
  });
