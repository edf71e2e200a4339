/** A trained network as it would be served: exported, proven, calibrated on `valid`, and measured on `test`. */
import type { Task } from '../../src/contract/task.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import type { QuantizedWeights } from '../quantize/quantize.ts';
import type { Question, Row } from './answers.ts';
import { ENOUGH_ROWS, fitTemperature, fitThresholds, probabilities, surprise } from './calibrate.ts';
import type { Dataset } from './dataset.ts';
import { countOf } from './divide.ts';
import { finished, quantized } from './export.ts';
import { type Figure, figuresOf, type Judged, measuresOf } from './measures.ts';
import { fitNonePrior, shiftsOf } from './none-of-these.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { proveInt8, served } from './run-int8.ts';
import { scaleOf } from './targets.ts';

/** A network that was trained, and what it says in float32. */
export interface TrainedNetwork {
  spec: NetworkSpec;
  weights: Weights;
  startToken: number;
  encode(rows: readonly Row[]): Int32Array[];
  /** Logits `[outputs]` of each text, before export. */
  float(texts: readonly Int32Array[]): Float32Array[];
}

/** What comes of it. */
export interface Finished {
  onnx: Uint8Array;
  quantized: QuantizedWeights;
  task: Task;
  /** Share of `test` of which int8 says what float32 says. */
  agreement: number;
  /** As served, and as trained. */
  test: Judged;
  figures: Record<string, Figure>;
  floatFigures: Record<string, number>;
  /** What is lost a text of `test`: nats; of targets the root mean square error in deviations. */
  loss: { fp32: number; int8: number };
}

/** Characters of a short text at most. */
const SHORT = 20;

/** Scores of logits: probabilities, or numbers within what was learned from. */
export function scoresOf(task: Pick<Task, 'kind' | 'ranges'>, logits: Float32Array): ArrayLike<number> {
  if (task.kind !== 'targets') return probabilities(task.kind, logits);
  return logits.map((value, i) => Math.max(task.ranges![i][0], Math.min(task.ranges![i][1], value)));
}

/** How good a network is on `valid` in int8, before anything is calibrated: what candidates are compared by. */
export async function judgeValid(
  trained: TrainedNetwork,
  dataset: Dataset,
): Promise<{ onnx: Uint8Array; figure: Figure }> {
  const { question, train, valid } = dataset;
  const onnx = finished(trained.spec, quantized(trained.spec, trained.weights), {
    scale: scaleOf(question, train),
  });
  const logits = await served(onnx, trained.startToken, trained.encode(valid));
  const task = { kind: question.kind, ranges: rangesOf(dataset) };
  const judged = judgedOf(
    dataset,
    valid,
    logits.map((z) => scoresOf(task, z)),
  );
  const [[name, measure]] = Object.entries(measuresOf(question));
  return { onnx, figure: figuresOf(judged, { [name]: measure })[name] };
}

/** Exports, proves, calibrates and measures. Throws a ParityError, and a RangeError for a `none` that is no class. */
export async function finish(
  trained: TrainedNetwork,
  dataset: Dataset,
  { abstainBelow, passes, none }: Pick<ClassifierRecipe, 'abstainBelow' | 'passes' | 'none'> = {},
): Promise<Finished> {
  const { question, train, valid, test } = dataset;
  const { kind, names } = question;
  const { spec, startToken } = trained;
  const weights = quantized(spec, trained.weights);
  const scale = scaleOf(question, train);
  const raw = finished(spec, weights, { scale });
  const fit = fitValid(dataset, await served(raw, startToken, trained.encode(valid)), none);
  const { temperature, shifts } = fit;
  const onnx = finished(spec, weights, { scale, temperature, shifts });
  const testTexts = trained.encode(test);
  const logits = await served(onnx, startToken, testTexts);
  const float = trained
    .float(testTexts)
    .map((z) =>
      z.map((value, i) =>
        scale ? value * scale.deviation[i] + scale.mean[i] : value / temperature + (shifts?.[i] ?? 0),
      ),
    );
  const agreement = await proveInt8(kind, onnx, startToken, testTexts, { int8: logits, float });
  const { thresholds, priors } = fit;
  const task: Task = {
    kind,
    names: [...names],
    ...(thresholds && { thresholds, priors: priors.map((prior) => Number(prior.toFixed(5))) }),
    temperature: Number(temperature.toFixed(4)),
    ...(passes && { passes }),
    ...(none !== undefined && { none }),
    ...(abstainBelow !== undefined && { abstainBelow }),
    ...(kind === 'targets' && { ranges: rangesOf(dataset) }),
    calibratedOn: kind !== 'targets' && valid.length >= ENOUGH_ROWS ? valid.length : 0,
    figures: {},
  };
  const judged = judgedOf(
    dataset,
    test,
    logits.map((z) => scoresOf(task, z)),
  );
  const measures = measuresOf(question, { thresholds: thresholds?.f1, none });
  const figures = figuresOf(judged, measures);
  const rounded = (value: number) => Number(value.toFixed(4));
  task.figures = Object.fromEntries(
    Object.entries(figures).map(
      ([
        name,
        {
          value,
          interval: [low, high],
        },
      ]) => [name, { value: rounded(value), interval: [rounded(low), rounded(high)] as [number, number] }],
    ),
  );
  const before = judgedOf(
    dataset,
    test,
    float.map((z) => scoresOf(task, z)),
  );
  const all = Int32Array.from(test, (_, i) => i);
  const floatFigures = Object.fromEntries(
    Object.entries(measures).map(([name, measure]) => [name, measure(before, all)]),
  );
  return {
    onnx,
    quantized: weights,
    task,
    agreement,
    test: judged,
    figures,
    floatFigures,
    loss: { fp32: lossOf(dataset, float), int8: lossOf(dataset, logits) },
  };
}

/** What `valid` teaches of logits: `shifts` are added to them after the division by the temperature. */
interface Fit {
  temperature: number;
  priors: number[];
  shifts?: number[];
  thresholds: Task['thresholds'];
}

/** Temperature, the prior of `none`, thresholds, in this order; of targets nothing. */
function fitValid(
  { question, train, valid }: Dataset,
  logits: Float32Array[],
  none: string | undefined,
): Fit {
  const { kind, names } = question;
  const answers = valid.map(({ answer }) => answer);
  const temperature = fitTemperature(kind, logits, answers);
  if (kind === 'targets') return { temperature, priors: [], thresholds: undefined };
  const shares = countOf(train, names.length).map((count) =>
    Math.min(0.999, Math.max(0.001, count / train.length)),
  );
  const cooled = logits.map((z) => z.map((value) => value / temperature));
  const place = placeOf(question, none);
  const priors = place === undefined ? shares : fitNonePrior(shares, place, { logits: cooled, answers });
  const shifts = place === undefined ? undefined : shiftsOf(shares, priors);
  const scores = cooled.map((z) => probabilities(kind, shifts ? z.map((value, i) => value + shifts[i]) : z));
  return { temperature, priors, shifts, thresholds: fitThresholds(scores, answers) };
}

/** The class that stands for none of the others. */
function placeOf({ kind, names }: Question, none: string | undefined): number | undefined {
  if (none === undefined) return undefined;
  if (kind !== 'classes' || !names.includes(none))
    throw new RangeError(`none: got ${none}, wanted one of the classes ${names.slice(0, 8).join(', ')}`);
  return names.indexOf(none);
}

/** What logits, or numbers, lose on `test`: lower is better. */
function lossOf(dataset: Dataset, logits: readonly Float32Array[]): number {
  const { question, train, test } = dataset;
  const answers = test.map(({ answer }) => answer);
  const scale = scaleOf(question, train);
  if (!scale) return surprise(question.kind, logits, answers);
  const squares = logits.map((z, row) =>
    z.reduce((sum, value, i) => sum + ((value - answers[row][i]) / scale.deviation[i]) ** 2, 0),
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (test.length * question.names.length));
}

const judgedOf = ({ question }: Dataset, rows: readonly Row[], scores: ArrayLike<number>[]): Judged => ({
  ...question,
  scores,
  answers: rows.map(({ answer }) => answer),
  short: rows.map(({ text }) => [...text].length <= SHORT),
});

function rangesOf({ question, train }: Dataset): [number, number][] | undefined {
  if (question.kind !== 'targets') return undefined;
  return question.names.map((_, i) => {
    const values = train.map(({ answer }) => answer[i]);
    const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return [Number(least.toFixed(6)), Number(most.toFixed(6))];
  });
}
