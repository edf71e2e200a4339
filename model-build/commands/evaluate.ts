import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { readValidation } from '../corpus/tokens.ts';
import { RUNTIMES, type RuntimeName } from '../evaluate/runtimes.ts';
import { score } from '../evaluate/score.ts';
import { readModel } from '../publish/read-model.ts';
import { progress } from '../train/progress.ts';

interface Options {
  text: string[];
  runtime: RuntimeName;
  threads: number;
  limitBytes?: number;
  json?: boolean;
}

export const evaluateCommand = new Command('evaluate')
  .description('bits per byte of a model, int8 as served, on text that it has not seen')
  .argument('<model-dir>', "a version's directory, or a model's, whose current version is taken")
  .requiredOption(
    '--text <file>',
    'plain or .xz text: a paragraph a line, a blank line between documents; may be given again',
    (file: string, before: string[] = []) => [...before, file],
  )
  .addOption(
    new Option('--runtime <name>', 'what runs the step graph')
      .choices(Object.keys(RUNTIMES))
      .default('kernels'),
  )
  .option('--threads <n>', 'threads, one document each at a time', count, Math.min(2, availableParallelism()))
  .option('--limit-bytes <n>', 'stop before the document that would pass this many bytes', count)
  .option('--json', 'print one line of JSON')
  .addHelpText(
    'after',
    `
Examples:
  npm run model -- evaluate models/english --text ../shared/data/wiki.test.txt.xz
  npm run model -- evaluate models/english/1.0.0 --text notes.txt --runtime reference --json`,
  )
  .action(async (dir: string, options: Options) => {
    const { manifest, onnx, tokenizerJson } = await readModel(dir);
    const documents = await readValidation({
      tokenizerJson,
      files: options.text,
      limitBytes: options.limitBytes,
    });
    const total = documents.reduce((sum, document) => sum + document.tokens.length - 1, 0);
    const bar = progress(total, 0, 'tokens');
    let done = 0;
    const started = performance.now();
    const { bits: _, ...figures } = await score({
      onnx,
      documents,
      runtime: options.runtime,
      threads: options.threads,
      onTokens(tokens) {
        done += tokens;
        bar.update(done, `${manifest.name} ${manifest.version}`);
      },
    }).finally(() => bar.stop());
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const result = { model: `${manifest.name}@${manifest.version}`, text: options.text, ...figures, seconds };
    if (options.json) console.log(JSON.stringify(result));
    else {
      console.log(
        `${result.bitsPerByte.toFixed(4)} bits per byte  (${result.bytes} bytes, ${result.tokens} tokens, ` +
          `${result.documents} documents, ${result.runtime}, ${seconds} s)`,
      );
    }
  });

/** A whole number, 1 or more, from the command line. */
function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`got ${text}, wanted a whole number, 1 or more`);
  return value;
}
