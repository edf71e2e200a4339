/** The whole chain for one classifier's recipe: tables, weights, export and proof, calibration, figures, the version. */

import { Ngrams } from '../../src/text/ngrams.ts';
import { modelFiles } from '../artefact/manifest.ts';
import { classifierCard } from '../classify/card.ts';
import { type Dataset, readDataset } from '../classify/dataset.ts';
import { type Finished, finish, scoresOf, type TrainedNetwork } from '../classify/evaluate.ts';
import { linearLogits } from '../classify/linear.ts';
import { measuresOf } from '../classify/measures.ts';
import { picturesOf } from '../classify/pictures.ts';
import { type ClassifierRecipe, classifierHash } from '../classify/recipe.ts';
import { microsecondsOf } from '../classify/speed.ts';
import { encodeAll } from '../classify/sum-network.ts';
import { scaleOf, targetsOf } from '../classify/targets.ts';
import { tokenizerOf } from '../classify/tokenizer.ts';
import { trainClassifier } from '../classify/train.ts';
import { quantizationReport } from '../quantize/report.ts';
import type { Say } from './say.ts';
import { isWritten, mendAlias, versionDir, writeStage } from './write.ts';

/** Bytes that the linear baseline may have, which is what our own may. */
const BASELINE_BYTES = 300_000;

/** Builds `models/<name>/<version>/` and points the alias at it. Resolves with the directory. */
export async function buildClassifier(recipe: ClassifierRecipe, say: Say): Promise<string> {
  const { name, version } = recipe;
  if (await isWritten(recipe, classifierHash(recipe))) {
    await mendAlias(recipe);
    say(`${name} ${version} is up to date`);
    return versionDir(recipe);
  }
  const dataset = await readDataset(recipe.data, recipe.kind);
  const earlier = await Promise.all(
    recipe.earlier.map(async ({ kind, epochs, dropout, ...data }) => ({
      dataset: await readDataset(data, kind),
      epochs,
      dropout,
    })),
  );
  const trained = await trainClassifier(recipe, dataset, earlier, (reading, readings, loss) =>
    say(`reading ${reading} of ${readings}: loss ${loss.toFixed(4)}`),
  );
  return writeClassifier(recipe, dataset, trained, say);
}

/** Finishes a network that was trained by the recipe, and writes its version. */
export async function writeClassifier(
  recipe: ClassifierRecipe,
  dataset: Dataset,
  trained: TrainedNetwork,
  say: Say,
): Promise<string> {
  const finished = await finish(trained, dataset, recipe);
  say(`int8 export: says what float32 says of ${(100 * finished.agreement).toFixed(1)} % of texts`);
  const baseline = baselineOf(dataset, finished);
  for (const [measure, { value, interval }] of Object.entries(finished.figures).slice(0, 8))
    say(
      `${measure}: ${value.toFixed(4)} (${interval.map((end) => end.toFixed(4)).join(' to ')}); linear baseline ${baseline.figures[measure].toFixed(4)}`,
    );
  const microseconds = await microsecondsOf(trained, finished.onnx, dataset.test);
  say(`${microseconds.toFixed(0)} microseconds for 200 characters, on one core of this machine`);
  const pictures = await picturesOf(finished.test);
  await writeStage(
    recipe,
    filesOf(recipe, dataset, trained, finished, baseline, pictures, await tokenizerOf(recipe)),
  );
  say(`wrote ${recipe.name} ${recipe.version}: ${Math.round(finished.onnx.length / 1000)} kB`);
  return versionDir(recipe);
}

type Baseline = { bytes: number; figures: Record<string, number> };

/** Figures of the linear model on `test`, with thresholds as the network's labels have them at even odds. */
function baselineOf({ question, train, test }: Dataset, { task, test: judged }: Finished): Baseline {
  const outputs = question.names.length;
  const buckets = Math.max(1024, Math.floor(BASELINE_BYTES / outputs));
  const ngrams = new Ngrams({
    version: '1.0',
    model: { type: 'Ngrams', buckets, characters: [1, 4], words: 2 },
  });
  const scale = scaleOf(question, train);
  const examples = { texts: encodeAll(ngrams, train), targets: targetsOf(train, outputs, 0, scale) };
  const logits = linearLogits(question.kind, outputs, buckets, examples, encodeAll(ngrams, test));
  const scores = logits.map((z) =>
    scoresOf(
      task,
      z.map((value, i) => (scale ? value * scale.deviation[i] + scale.mean[i] : value)),
    ),
  );
  const rows = Int32Array.from(test, (_, i) => i);
  const measures = Object.entries(measuresOf(question, { none: task.none }));
  return {
    bytes: buckets * outputs,
    figures: Object.fromEntries(
      measures.map(([name, measure]) => [name, measure({ ...judged, scores }, rows)]),
    ),
  };
}

function filesOf(
  recipe: ClassifierRecipe,
  { train, source }: Dataset,
  trained: TrainedNetwork,
  { onnx, quantized, task, floatFigures, loss, test, agreement }: Finished,
  baseline: Baseline,
  pictures: ReadonlyMap<string, string>,
  tokenizer: Awaited<ReturnType<typeof tokenizerOf>>,
): Map<string, Uint8Array> {
  const { name, version, description, data, training, card } = recipe;
  const tokens = trained.encode(train).reduce((sum, { length }) => sum + length, 0);
  return modelFiles({
    name,
    version,
    description,
    task,
    recipe: { name, sha256: classifierHash(recipe) },
    training: {
      tokens: tokens * training.epochs,
      steps: training.epochs * Math.ceil(train.length / training.batch),
      backend: recipe.network.cells.length > 0 ? 'tfjs' : 'own',
    },
    data: [{ name: data.table, licence: data.licence, origin: data.origin, ...source }],
    quality: {
      split: 'test',
      runtime: 'kernels',
      fp32: { [data.table]: loss.fp32 },
      int8: { [data.table]: loss.int8 },
    },
    spec: trained.spec,
    onnx,
    tokenizer,
    quantization: quantizationReport(trained.weights, quantized),
    samples: [],
    figures: pictures,
    card: (facts) =>
      classifierCard(facts, {
        test,
        floatFigures,
        agreement,
        baseline,
        weaknesses: card?.weaknesses,
        pictures: [...pictures.keys()],
      }),
  });
}
