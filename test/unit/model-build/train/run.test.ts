import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Recipe, recipe } from '../../../../model-build/recipe/recipe.ts';
import { parseLog } from '../../../../model-build/report/run-log.ts';
import { bytesTokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { type FinishedRun, runTraining } from '../../../../model-build/train/run.ts';
import { readSafetensors } from '../../../../model-build/train/safetensors.ts';
import type { TrainingText } from '../../../../model-build/train/training-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Steps of a whole run. */
const STEPS = 80;
const tiny = (training: object): Recipe =>
  recipe({
    name: 'tiny',
    prompts: ['a'],
    version: '1.0.0',
    description: '',
    seed: 1,
    tokenizer: { kind: 'bytes' },
    data: [{ corpus: 'wiki', share: 1, licence: 'MIT', origin: 'ours' }],
    network: { embedding: 8, embeddingScale: 4, cells: ['rnn'], hidden: 8 },
    // The cpu backend computes the same everywhere, so that an explosion happens everywhere, or nowhere.
    training: {
      ...{ backend: 'cpu', tokens: STEPS * 4 * 8, batch: 4, window: 8, learningRate: 0.01, warmup: 1 },
      ...training,
    },
  });

const repeating = (step: number): TrainingText => {
  const tokens = Uint16Array.from({ length: 1000 }, (_, i) => 1 + ((step * i) % 31));
  return { tokens, bytes: tokens.length };
};
const NONE = new Map<string, TrainingText>();

const run = (name: string, wanted: Recipe, validation = NONE): Promise<FinishedRun> =>
  runTraining({
    dir: join(folder, name),
    recipe: wanted,
    tokenizerJson: bytesTokenizerFile(),
    text: repeating(7),
    validation,
  });

const checkpoint = async (name: string) => {
  const { arrays, metadata } = await readSafetensors(join(folder, name, 'checkpoint.safetensors'));
  return { arrays, ...(JSON.parse(metadata.progress) as { step: number; rateFactor: number }) };
};
const logOf = async (name: string) => parseLog(await readFile(join(folder, name, 'log.jsonl'), 'utf8'));
const stepsIn = async (name: string) => (await logOf(name)).steps.map(({ step }) => step);
const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);

describe('a run that explodes', () => {
  it('goes back at half the rate until it holds, with each step once in its log', async () => {
    // At 6, 3 and 1.5 the loss leaves for good; at 0.75 it comes back.
    const { trainer } = await run('three', tiny({ learningRate: 6, clip: 1e9 }));
    expect(trainer.rateFactor).toBe(1 / 8);
    expect(trainer.step).toBe(STEPS);
    trainer.dispose();
    expect(await stepsIn('three')).toEqual(upTo(STEPS));
    expect(await checkpoint('three')).toMatchObject({ step: STEPS, rateFactor: 1 / 8 });
  });

  it('goes back to its last checkpoint, not to its beginning', async () => {
    const rising = tiny({ learningRate: 3, warmup: STEPS, clip: 1e9, decayFrom: 1, checkpointEvery: 5 });
    const { trainer } = await run('rising', rising);
    expect(trainer.rateFactor).toBeLessThan(1);
    trainer.dispose();
    const { steps } = await logOf('rising');
    expect(steps.map(({ step }) => step)).toEqual(upTo(STEPS));
    // The same seed at the lower rate from its first step on is another run.
    const slower = await run('slower', tiny({ ...rising.training, learningRate: 3 * trainer.rateFactor }));
    slower.trainer.dispose();
    expect((await logOf('slower')).steps[2].loss).not.toBe(steps[2].loss);
  });

  it('gives up after three times, with the tensor and the step, and is left where it began', async () => {
    const hopeless = tiny({ learningRate: 1e30 });
    const listeners = process.listenerCount('SIGTERM');
    const reason =
      'step 1: the loss is not finite; lower training.learningRate or training.clip. ' +
      'It went back to a checkpoint 3 times and exploded at 0.125 of the rate too';
    await expect(run('hopeless', hopeless)).rejects.toThrow(reason);
    expect(await checkpoint('hopeless')).toMatchObject({ step: 0, rateFactor: 1 / 8 });
    expect(await stepsIn('hopeless')).toEqual([0]);
    // Started again it has had its three times.
    await expect(run('hopeless', hopeless)).rejects.toThrow(reason);
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
  });
});

/** A held-out text that ends the run when it is read for the `time`-th time, as a power cut would. */
class CutOff extends Map<string, TrainingText> {
  #left: number;
  constructor(text: Map<string, TrainingText>, time: number) {
    super(text);
    this.#left = time;
  }
  override [Symbol.iterator]() {
    if (--this.#left === 0) throw new Error('cut off');
    return super[Symbol.iterator]();
  }
}

describe('a run whose patience runs out', () => {
  /** What is learned makes this worse. */
  const worse = new Map([['wiki', repeating(11)]]);
  const patient = tiny({ learningRate: 0.1, patience: 3, validateEvery: 5, checkpointEvery: 10 });
  /** Weights that ship. */
  const shipped = async ({ trainer }: FinishedRun) => (await trainer.weights()).get('table')!.values;

  it('stops, gives the best weights and says how many steps those have learned from', async () => {
    const first = await run('patient', patient, worse);
    const { validations } = await logOf('patient');
    const figures = validations.map(({ validation }) => validation.wiki);
    const best = figures.indexOf(Math.min(...figures));
    expect(figures).toHaveLength(best + 4);
    expect(first.steps).toBe(5 * (best + 1));
    expect(first.trainer.step).toBe(first.steps + 15);
    expect(first.trainer.step).toBeLessThan(STEPS);
    first.trainer.dispose();
  });

  it('stays stopped when it is started again, with the same weights and the same log', async () => {
    const before = await readFile(join(folder, 'patient/log.jsonl'), 'utf8');
    const again = await run('patient', patient, worse);
    const third = await run('patient', patient, worse);
    expect(await readFile(join(folder, 'patient/log.jsonl'), 'utf8')).toBe(before);
    expect(third.trainer.step).toBe(again.trainer.step);
    expect(third.steps).toBe(again.steps);
    expect(await shipped(third)).toEqual(await shipped(again));
    const best = await readSafetensors(join(folder, 'patient/best.safetensors'));
    expect(await shipped(third)).toEqual(best.arrays.get('table')!.values);
    again.trainer.dispose();
    third.trainer.dispose();
  });

  it('comes to the same end when it is cut off before it', async () => {
    const cut = run('cut', patient, new CutOff(worse, 4));
    await expect(cut).rejects.toThrow('cut off');
    expect((await checkpoint('cut')).step).toBe(10);
    const [whole, other] = [await run('patient', patient, worse), await run('cut', patient, worse)];
    expect(other.steps).toBe(whole.steps);
    expect(await shipped(other)).toEqual(await shipped(whole));
    for (const name of ['log.jsonl', 'best.safetensors.json'])
      expect(await readFile(join(folder, 'cut', name), 'utf8')).toBe(
        await readFile(join(folder, 'patient', name), 'utf8'),
      );
    whole.trainer.dispose();
    other.trainer.dispose();
  });
});

describe('a run that keeps a share of its beginning', () => {
  const table = async ({ trainer }: FinishedRun) => {
    const { values } = (await trainer.weights()).get('table')!;
    trainer.dispose();
    return values;
  };

  it('ships the mean of both, again when it is built again, and a whole run as if never cut', async () => {
    const from = await run('beginning', tiny({}));
    const start = await from.trainer.weights();
    from.trainer.dispose();
    const goOn = (name: string, training: object, validation = NONE) =>
      runTraining({
        dir: join(folder, name),
        recipe: tiny({ startFrom: 'elsewhere', averaging: 0.9, ...training }),
        tokenizerJson: bytesTokenizerFile(),
        text: repeating(11),
        validation,
        start,
      });
    const learned = await table(await goOn('learned', {}));
    const kept = { keptOfStart: 0.25, validateEvery: 5, checkpointEvery: 10 };
    const held = new Map([['wiki', repeating(11)]]);
    const both = await table(await goOn('both', kept, held));
    const given = start.get('table')!.values;
    expect(learned).not.toEqual(given);
    both.forEach((value, i) => {
      expect(value).toBeCloseTo(0.75 * learned[i]! + 0.25 * given[i]!, 6);
    });
    expect(await table(await goOn('both', kept, held))).toEqual(both);
    await expect(goOn('kept, cut', kept, new CutOff(held, 4))).rejects.toThrow('cut off');
    expect(await table(await goOn('kept, cut', kept, held))).toEqual(both);
    const { keptOfStart: _, ...none } = kept;
    expect(await table(await goOn('both', none, held))).toEqual(learned);
  });
});

describe('a text that is replaced while a run is cut off', () => {
  const looking = tiny({ validateEvery: 5, checkpointEvery: 10 });
  const held = new Map([['wiki', repeating(11)]]);
  const runOn = (text: TrainingText, validation = held) =>
    runTraining({
      dir: join(folder, 'replaced'),
      recipe: looking,
      tokenizerJson: bytesTokenizerFile(),
      text,
      validation,
    });

  it('is noticed, and the run that was of the other text does not go on', async () => {
    await expect(runOn(repeating(7), new CutOff(held, 4))).rejects.toThrow('cut off');
    await expect(runOn(repeating(5))).rejects.toThrow(
      'belongs to another text: the corpora, or the tokenizer, have changed since step 10',
    );
    (await runOn(repeating(7))).trainer.dispose();
    expect(await stepsIn('replaced')).toEqual(upTo(STEPS));
  });
});
