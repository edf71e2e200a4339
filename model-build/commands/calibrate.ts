import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Manifest } from '../../src/contract/manifest.ts';
import { heightAt } from '../../src/generation/searching/confidence.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { manifestBytes } from '../artefact/manifest.ts';
import { modelFolder } from '../artefact/model-folder.ts';
import { readLanguageModel } from '../artefact/read-model.ts';
import { CARETS, calibrate, casesOf, type JudgedSuggestion } from '../calibrate/calibration.ts';
import { type Decile, deciles } from '../calibrate/reliability.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import { plot, svgFile } from '../report/plot.ts';
import { openServed, servingOf } from '../runtimes/runtimes.ts';
import { runsFolder } from '../settings.ts';
import { progress } from '../train/progress.ts';
import { writeWhole } from '../whole-file.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  corpora?: string;
  carets: number;
  check?: boolean;
}

/** Of a decile with so many cases, confidence may be so far from the share that is right. */
const ENOUGH_CASES = 500;
const LARGEST_DIFFERENCE = 0.05;

export const calibrateCommand = new Command('calibrate')
  .description(
    'learn from held-out text how likely suggestions are to be right, and write it into the manifest',
  )
  .argument('<model>', 'directory of a version or of a model, or name or name@version of one in models/')
  .option('--corpora <names>', "corpora, separated by commas; the manifest's own if not said otherwise")
  .option('--carets <n>', 'places where a person may stop typing, in all', wholeNumber(1), CARETS)
  .option('--check', 'write nothing into the manifest; say whether confidences hold on the test split')
  .addHelpText(
    'after',
    `
Learns from the valid splits. A version is immutable once it is published, so calibrate it before; build does so itself.
--check fails when in a tenth of the range of confidence with at least ${ENOUGH_CASES} suggestions the mean confidence is more
than ${100 * LARGEST_DIFFERENCE} points from the share that is right; the curve goes into RUNS as JSON and SVG.

Examples:
  npm run model -- calibrate models/english/0.5.0
  npm run model -- calibrate models/english --check --corpora wiki,talk --carets 12000`,
  )
  .action(async (dir: string, { corpora: named, carets, check }: Options) => {
    const { dir: version, manifest, onnx, tokenizerJson } = await readLanguageModel(modelFolder(dir));
    const { calibration } = manifest;
    if (calibration && !check)
      throw new Error(`${version} is calibrated already, and versions are immutable: wanted one that is not`);
    const corpora = named?.split(',') ?? manifest.data.map(({ name }) => name);
    const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
    const model = await openServed('kernels', onnx, servingOf(manifest));
    const bar = progress(carets, 0, 'carets');
    let done = 0;
    const cases = await casesOf({
      model,
      tokenizer,
      corpora,
      split: check ? 'test' : 'valid',
      carets,
      onCaret: () => bar.update(++done, manifest.name),
    }).finally(() => bar.stop());
    model.dispose();
    if (check) return report(manifest, corpora, cases);
    const path = join(version, 'manifest.json');
    const calibrated = manifestBytes({ ...manifest, calibration: calibrate(cases, corpora) });
    await writeWhole(path, (file) => file.writeFile(calibrated));
    console.log(`${path}: calibrated by ${cases.length} suggestions of ${corpora.join(', ')}`);
  });

async function report(
  manifest: Manifest,
  corpora: readonly string[],
  cases: readonly JudgedSuggestion[],
): Promise<void> {
  const { name, version, calibration } = manifest;
  const confident = cases.map(({ kind, probability, ...one }) => ({
    ...one,
    confidence: calibration ? heightAt(calibration[kind], probability) : probability,
  }));
  const all = deciles(confident);
  const first = deciles(confident.filter(({ rank }) => rank === 0));
  const folder = join(runsFolder(), `calibration-${name}-${version}`);
  await mkdir(folder, { recursive: true });
  const result = {
    model: `${name}@${version}`,
    corpora,
    split: 'test',
    suggestions: cases.length,
    all,
    first,
  };
  await writeFile(join(folder, 'reliability.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(folder, 'reliability.svg'), await curve(all, first));
  console.log(
    `${calibration ? 'calibrated' : 'not calibrated'}; ${cases.length} suggestions of ${corpora.join(', ')}`,
  );
  console.log(table('all suggestions', all));
  console.log(table('the first of each caret', first));
  console.log(folder);
  const wrong = all.filter(
    ({ count, difference }) => count >= ENOUGH_CASES && !(Math.abs(difference) <= LARGEST_DIFFERENCE),
  );
  if (wrong.length > 0)
    throw new Error(
      `confidence is off by more than ${100 * LARGEST_DIFFERENCE} points from ${wrong.map(({ from }) => from).join(', ')}`,
    );
}

function table(title: string, rows: readonly Decile[]): string {
  const percent = (value: number) => (100 * value).toFixed(1).padStart(8);
  const lines = rows.map(
    ({ from, count, meanConfidence, right, difference }) =>
      `${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}${String(count).padStart(8)}${percent(meanConfidence)}${percent(right)}${percent(difference)}`,
  );
  return [`${title}\nconfidence   cases   meant   right    less (%)`, ...lines].join('\n');
}

async function curve(all: readonly Decile[], first: readonly Decile[]): Promise<string> {
  const points = (series: string, rows: readonly Decile[]) =>
    rows.map(({ meanConfidence, right }) => ({ x: meanConfidence, y: right, series }));
  const ideal = [0, 1].map((x) => ({ x, y: x, series: 'as promised' }));
  return svgFile(
    await plot({
      x: { title: 'mean confidence of a tenth' },
      y: { title: 'share that is right' },
      points: [...ideal, ...points('all suggestions', all), ...points('the first of each caret', first)],
      dots: true,
    }),
  );
}
