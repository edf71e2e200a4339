import { Command, Option } from 'commander';
import { loadTokenizer } from '../../src/text/tokenizer.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import { bootstrap, type Estimate } from '../evaluate/bootstrap.ts';
import { type Completion, completeDocuments } from '../evaluate/completions.ts';
import { type Copying, copyingOf } from '../evaluate/copying.ts';
import { pieceKinds } from '../evaluate/piece-kinds.ts';
import { repetitionPart } from '../evaluate/repetition.ts';
import { RUNTIMES, type RuntimeName } from '../evaluate/runtimes.ts';
import { readSample, sampleWords } from '../evaluate/sample.ts';
import { countTyping, type TypingFigures, typingFigures } from '../evaluate/typing.ts';
import { readModel } from '../publish/read-model.ts';
import { progress } from '../train/progress.ts';

interface Options {
  text: string;
  training?: string[];
  runtime: RuntimeName;
  json?: boolean;
}

export const typingCommand = new Command('typing')
  .description(
    'what a person who types gets: next-word recall, keystroke savings, exact match, repetition, copying',
  )
  .argument('<model-dir>', "a version's directory, or a model's, whose current version is taken")
  .requiredOption('--text <file>', 'held-out text; its sample of 30,000 characters is typed')
  .option('--training <file...>', 'training text, to look for copies in what the model writes')
  .addOption(
    new Option('--runtime <name>', 'what runs the step graph').choices(Object.keys(RUNTIMES)).default('ort'),
  )
  .option('--json', 'print one line of JSON')
  .addHelpText(
    'after',
    `
Examples:
  npm run model -- typing models/english --text ../shared/data/wiki.test.txt.xz
  npm run model -- typing models/english --text wiki.test.txt --training wiki.train.txt --json`,
  )
  .action(async (dir: string, options: Options) => {
    const { manifest, onnx, tokenizerJson } = await readModel(dir);
    const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
    const model = await RUNTIMES[options.runtime](onnx);
    const documents = await readSample(options.text);
    const setting = { model, tokenizer, kinds: pieceKinds(tokenizer) };

    const total = documents.reduce((sum, document) => sum + sampleWords(document).length, 0);
    const bar = progress(total, 0, 'words');
    const counts = [];
    let done = 0;
    for (const document of documents) {
      counts.push(await countTyping(setting, document, () => bar.update(++done, manifest.name)));
    }
    bar.stop();

    const greedy = await completeDocuments(setting, documents, { temperature: 0, topK: 0, topP: 1 });
    const sampled = await completeDocuments(setting, documents, manifest.generation);
    const repetition = { greedy: repetitionOf(greedy), sampled: repetitionOf(sampled) };
    const copying = options.training && (await copyingOf(sampled, { tokenizer, files: options.training }));
    model.dispose();

    const figures = typingFigures(counts);
    const result = {
      model: `${manifest.name}@${manifest.version}`,
      runtime: model.runtime,
      text: options.text,
      documents: documents.length,
      ...figures,
      repetition,
      copying,
    };
    if (options.json) console.log(JSON.stringify(result));
    else console.log(table(figures, repetition, copying));
  });

/** Undefined where the completions are too short to repeat anything. */
function repetitionOf(completions: readonly Completion[]): Estimate | undefined {
  const parts = completions.map(({ text }) => repetitionPart(text));
  return parts.some((part) => part.denominator > 0) ? bootstrap(parts) : undefined;
}

function table(
  { words, characters, nextWord, keystrokeSavings, exactMatch }: TypingFigures,
  repetition: { greedy?: Estimate; sampled?: Estimate },
  copying: Copying | undefined,
): string {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const line = (name: string, estimate: Estimate | undefined) =>
    `${name.padEnd(40)}${estimate ? `${percent(estimate.value)}  (${percent(estimate.low)} to ${percent(estimate.high)})` : 'too short'}`;
  return [
    `${words} words, ${characters} characters; 95 % intervals over documents`,
    line('next-word recall, first', nextWord.top1),
    line('next-word recall, first three', nextWord.top3),
    line('keystroke savings, one suggestion', keystrokeSavings[1]),
    line('keystroke savings, three suggestions', keystrokeSavings[3]),
    ...exactMatch.map(({ showRate, words: n, right }) =>
      line(`exact match at ${n}, ${percent(showRate)} shown`, right),
    ),
    line('repeated word 4-grams, likeliest', repetition.greedy),
    line('repeated word 4-grams, sampled', repetition.sampled),
    ...(copying
      ? [
          `longest copy of training text: ${copying.longest} tokens: ${JSON.stringify(copying.text)}`,
          `mean longest copy: ${copying.mean.toFixed(1)} tokens; held-out text itself ${copying.meanOfTruth.toFixed(1)}`,
        ]
      : []),
  ].join('\n');
}
