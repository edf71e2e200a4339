/** A training run in its folder: resumes where it stood, validates, samples, saves, and survives being cut off. */

import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import type { BackendName } from '../backend/names.ts';
import type { NetworkSpec } from '../network/spec.ts';
import { LANES } from '../ops/fused/index.ts';
import type { Ops } from '../ops/ops.ts';
import { type Recipe, stepsOf, trainingHash } from '../recipe.ts';
import { Best } from './best.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { Interrupted } from './interrupted.ts';
import { Lanes } from './lanes.ts';
import { progress } from './progress.ts';
import { writeRunFile } from './run-file.ts';
import { startingWeights } from './start.ts';
import { ExplosionError, Trainer } from './trainer.ts';
import { writeWeights } from './weights-file.ts';

/** After a number that is not finite: back to the last checkpoint at half the rate, at most so often. */
const MOST_ROLLBACKS = 3;
const VALIDATION_LANES = 16;
const SAMPLE_TOKENS = 40;

export interface TrainingText {
  tokens: Uint16Array;
  /** UTF-8 bytes that the tokens stand for. */
  bytes: number;
}

export interface RunInput {
  /** Folder of the run: checkpoint and log. */
  dir: string;
  recipe: Recipe;
  tokenizerJson: unknown;
  text: TrainingText;
  /** Held-out text by corpus. */
  validation: Map<string, TrainingText>;
  /** In place of the recipe's; a checkpoint goes on under any, but only under the same one bit for bit. */
  backend?: BackendName;
}

export interface FinishedRun {
  trainer: Trainer;
  spec: NetworkSpec;
  backend: string;
  seconds: number;
}

const bitsPerByte = (nats: number, text: TrainingText) =>
  ((nats / Math.LN2) * text.tokens.length) / text.bytes;

/** Trains to the end of the recipe. On SIGINT or SIGTERM it saves and rejects with `Interrupted`. */
export async function runTraining(input: RunInput): Promise<FinishedRun> {
  const { dir, recipe, text, validation } = input;
  const plan = recipe.training;
  const [prompt] = recipe.prompts;
  await mkdir(dir, { recursive: true });
  const tokenizer = loadTokenizer(input.tokenizerJson);
  const backend = await openBackend(input.backend ?? plan.backend);
  const spec: NetworkSpec = { ...recipe.network, vocabulary: tokenizer.size };
  checkWidths(spec, backend.ops.kind);
  const trainer = new Trainer(backend.ops, spec, plan, recipe.seed, tokenizer.startToken);
  const lanes = new Lanes(text.tokens, plan.batch, plan.window);
  const checkpoint = join(dir, 'checkpoint.safetensors');
  const log = join(dir, 'log.jsonl');
  const hash = trainingHash(recipe);
  const restored = await loadCheckpoint(checkpoint, trainer, lanes, hash);
  await writeRunFile(dir, recipe, backend.description);
  if (!restored && plan.startFrom) trainer.startFrom(await startingWeights(plan.startFrom, spec));
  await forgetAfter(log, trainer.step);
  const best = await Best.open(join(dir, 'best.safetensors'), trainer.step);
  let seconds = restored?.seconds ?? 0;
  const steps = stepsOf(plan);
  const window = plan.batch * plan.window;
  const bar = progress(steps * window, trainer.step * window, 'tokens');
  bar.say(
    `${backend.description}\n${restored ? `resumed at step ${trainer.step}` : 'started'} of ${steps} steps`,
  );

  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let rollbacks = 0;
  let smooth = 0;
  let clock = performance.now();
  const tick = () => {
    const now = performance.now();
    seconds += (now - clock) / 1000;
    clock = now;
  };
  const save = async () => {
    tick();
    await saveCheckpoint(checkpoint, trainer, lanes, hash, seconds);
  };

  let stale = false;
  while (trainer.step < steps && !interrupted && !stale) {
    try {
      const { step, loss, norm } = await trainer.train(lanes);
      smooth = smooth === 0 ? loss : 0.98 * smooth + 0.02 * loss;
      await appendFile(log, `${JSON.stringify({ step, loss, norm })}\n`);
      bar.update(
        trainer.step * window,
        `loss ${smooth.toFixed(3)}  bits/byte ${bitsPerByte(smooth, text).toFixed(3)}`,
      );
    } catch (error) {
      if (!(error instanceof ExplosionError) || ++rollbacks > MOST_ROLLBACKS) throw error;
      const factor = trainer.rateFactor / 2;
      const back = await loadCheckpoint(checkpoint, trainer, lanes, hash);
      if (!back) throw error;
      trainer.rateFactor = factor;
      await forgetAfter(log, trainer.step);
      bar.say(`${error.message}: back to step ${trainer.step} at ${factor} of the rate`);
      continue;
    }
    if (trainer.step % plan.validateEvery === 0 || trainer.step === steps) {
      const figures: Record<string, number> = {};
      for (const [corpus, held] of validation) figures[corpus] = await validate(trainer, held, plan.window);
      const shown = Object.entries(figures).map(([corpus, bits]) => `  ${corpus} ${bits.toFixed(3)}`);
      const drawn = await trainer.sample(
        [tokenizer.startToken, ...tokenizer.encode(prompt)],
        SAMPLE_TOKENS,
        recipe.seed,
      );
      const sample = tokenizer.decode(drawn);
      bar.say(
        `step ${trainer.step}${shown.length > 0 ? `  bits/byte:${shown.join('')}` : ''}\n  ${prompt}${sample.replaceAll('\n', ' / ')}`,
      );
      await appendFile(log, `${JSON.stringify({ step: trainer.step - 1, validation: figures, sample })}\n`);
      if (plan.patience && validation.size > 0) {
        const values = Object.values(figures);
        const mean = values.reduce((a, b) => a + b) / values.length;
        stale = await best.observe(mean, trainer, plan.patience * plan.validateEvery);
      }
    }
    if (trainer.step % plan.checkpointEvery === 0) await save();
  }
  if (!interrupted && plan.patience && validation.size > 0)
    bar.say(`the best weights are those of step ${await best.restore(trainer)}`);
  else await save();
  await writeWeights(join(dir, 'weights.fp16.safetensors'), await trainer.weights());
  bar.stop();
  process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  if (interrupted)
    throw new Interrupted(`saved at step ${trainer.step} of ${steps}; the same command goes on from there`);
  return { trainer, spec, backend: backend.description, seconds };
}

/** Fused kernels take four numbers at a time. Throws RangeError that names the field. */
function checkWidths({ embedding, hidden, feedForward = LANES }: NetworkSpec, kind: Ops['kind']): void {
  if (kind !== 'fused') return;
  for (const [field, width] of Object.entries({ embedding, hidden, feedForward }))
    if (width % LANES !== 0)
      throw new RangeError(`network.${field}: got ${width}, wanted a multiple of ${LANES}, or --backend cpu`);
}

async function validate(trainer: Trainer, held: TrainingText, window: number): Promise<number> {
  const batch = Math.max(1, Math.min(VALIDATION_LANES, Math.floor((held.tokens.length - 1) / window)));
  const lanes = new Lanes(held.tokens, batch, Math.min(window, held.tokens.length - 1));
  const windows = Math.max(1, Math.floor((held.tokens.length - 1) / batch / window));
  return bitsPerByte(await trainer.validate(lanes, batch, windows), held);
}

/** Drops what the log says of steps that will be done again. */
async function forgetAfter(log: string, step: number): Promise<void> {
  if (!existsSync(log)) return;
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => {
    try {
      return (JSON.parse(line) as { step: number }).step < step;
    } catch {
      // Half a line, from a cut in the middle of a write.
      return false;
    }
  });
  await writeFile(log, lines.map((line) => `${line}\n`).join(''));
}
