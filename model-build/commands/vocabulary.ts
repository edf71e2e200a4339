import { Command, Option } from 'commander';
import { isRemembering } from '../../src/cache-model/with-terms.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { modelFolder } from '../artefact/model-folder.ts';
import { readModel } from '../artefact/read-model.ts';
import { readDocuments } from '../corpus/documents.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import { type Split, textsOf } from '../corpus/texts.ts';
import { type Bits, bitsOf, type Given, keysOf } from '../evaluate/vocabulary/measure.ts';
import { listFor, namesOf, placesOf } from '../evaluate/vocabulary/names.ts';
import { randomStream } from '../random/stream.ts';
import { openServed, servingOf } from '../runtimes/runtimes.ts';
import { serve } from '../samples/serve.ts';
import { progress } from '../train/progress.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  corpus?: string[];
  split: Split;
  size: number;
  characters: number;
  names: number;
}

/** Characters of a document that are read. */
const PART = 3000;
const another = (value: string, before: string[] = []): string[] => [...before, value];

export const vocabularyCommand = new Command('vocabulary')
  .description(
    'what a list of names is worth: bits of texts with it and without, in names and elsewhere, and keys',
  )
  .argument('<model>', 'directory of a version or of a model, or name or name@version of one in models/')
  .option(
    '--corpus <name>',
    'a corpus in place of all that the model was made from; may be given again',
    another,
  )
  .addOption(new Option('--split <name>', 'part of the corpora').choices(['valid', 'test']).default('test'))
  .option(
    '--size <n>',
    'names in a list: some of the text that it is given with, the rest of others',
    wholeNumber(1),
    50,
  )
  .option('--characters <n>', 'characters of each corpus', wholeNumber(1), 12_000)
  .option('--names <n>', 'names of each corpus that are typed', wholeNumber(0), 20)
  .addHelpText(
    'after',
    '\nExample:\n  npm run model -- vocabulary english --corpus email --corpus blog --size 200',
  )
  .action(async (name: string, { corpus, split, size, characters, names }: Options) => {
    const { onnx, tokenizerJson, manifest, ...folder } = await readModel(modelFolder(name));
    const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
    const model = await openServed('kernels', onnx, servingOf(manifest));
    if (!isRemembering(model)) throw new Error(`${name} takes no vocabulary: it has too many pieces`);
    const complete = serve({ onnx, tokenizerJson, manifest, ...folder });
    for (const text of textsOf(manifest, { corpora: corpus, split })) {
      const documents: string[] = [];
      for await (const document of readDocuments(text.path)) documents.push(document.toString('utf8'));
      const random = randomStream(`vocabulary ${text.name}`);
      const pool = [...new Set(documents.flatMap((document) => namesOf(document, tokenizer)))];
      const given: Given[] = [];
      for (let i = 0, left = characters; i < documents.length && left > 0; i++) {
        const part = documents[i].slice(0, PART);
        given.push({ text: part, list: listFor(namesOf(part, tokenizer), pool, size, random) });
        left -= part.length;
      }
      const bar = progress(given.length, 0, 'documents');
      let done = 0;
      const {
        bytes,
        names: said,
        inNames,
        elsewhere,
      } = await bitsOf(model, tokenizer, given, () => bar.update(++done, text.name));
      bar.stop();
      const all = { plain: inNames.plain + elsewhere.plain, given: inNames.given + elsewhere.given };
      const places = given
        .flatMap((each) => placesOf(each.text, each.list).map((place) => ({ each, place })))
        .slice(0, names);
      let [letters, without, withList] = [0, 0, 0];
      for (const { each, place } of places) {
        letters += place.end - place.start;
        without += await keysOf(complete, each, place, false);
        withList += await keysOf(complete, each, place, true);
      }
      const shown = (bits: Bits) => `${bits.plain.toFixed(0)} -> ${bits.given.toFixed(0)} (${change(bits)})`;
      console.log(
        `${text.name}: bits a byte ${(all.plain / bytes).toFixed(4)} -> ${(all.given / bytes).toFixed(4)};`,
        `bits of ${said} names ${shown(inNames)}, elsewhere ${shown(elsewhere)};`,
        `keys of ${places.length} names of ${letters} letters: ${without} -> ${withList}`,
      );
    }
  });

const change = ({ plain, given }: Bits): string => `${(100 * (given / plain - 1)).toFixed(2)} %`;
