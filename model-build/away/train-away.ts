/** A pack's training on a machine that has it for some minutes: measures, fits, trains, and leaves what goes home. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import { BackendUnavailable } from '../backend/peers.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import { type Recipe, RecipeSchema, stepsOf } from '../recipe/recipe.ts';
import { Interrupted } from '../train/interrupted.ts';
import { prepare } from '../train/prepare.ts';
import { probeSpeed } from '../train/probe.ts';
import { runTraining } from '../train/run.ts';
import { readRunFile } from '../train/run-file.ts';
import { alone } from '../train/run-lock.ts';
import { WEIGHTS_FILE } from '../train/weights-file.ts';
import { CONTENTS, type Contents, readContents } from './contents.ts';
import { adviceFor, pointAtDriver, thisMachine } from './driver.ts';
import { fitted } from './fit.ts';

/** What comes home: all that `build --weights --run` reads, and the log for the report. */
const RESULT = [WEIGHTS_FILE, 'run.json', 'log.jsonl'];
/** Speed is measured for so long, or for a twentieth of the time that there is. */
const MOST_MEASURING_SECONDS = 15;
/** Time that the last checkpoint and the weights need. */
const SAVING_SECONDS = 5;

/** What a person asked for. */
export interface Wish {
  /** In all, from now on; the recipe's tokens if not said. */
  minutes?: number;
  /** In place of the pack's. */
  backend?: BackendName;
  /** Threads that encode. */
  threads: number;
}

/** Where things lie. */
export interface Places {
  /** The unpacked pack. */
  pack: string;
  /** The run: checkpoint, log, token file. It stays here. */
  run: string;
  /** What goes home. */
  result: string;
}

/**
 * Trains to the end, or until the minutes are over; what was cut off goes on from its checkpoint. Throws Interrupted when a
 * person stops it, an Error that says what is missing where nothing can train.
 */
export async function trainAway(places: Places, wish: Wish, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const secondsLeft = () =>
    wish.minutes === undefined ? undefined : 60 * wish.minutes - (performance.now() - began) / 1000;
  const contents = await readContents(places.pack);
  const backend = wish.backend ?? contents.backend;
  say(await open(backend));
  process.env.CORPORA = join(places.pack, CONTENTS.text);
  const recipe = await plan(places, contents, backend, secondsLeft(), say);
  const preparing = { supplies: contents.supplies, threads: wish.threads };
  const prepared = await prepare(recipe, join(places.run, 'cache'), say, preparing);
  say(
    `text: ${prepared.text.tokens.length} tokens, ${Math.round((performance.now() - began) / 1000)} s so far`,
  );
  const left = secondsLeft();
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
      process.emit('SIGINT');
    },
    left === undefined ? 2 ** 31 - 1 : Math.max(0, 1000 * (left - SAVING_SECONDS)),
  );
  try {
    const input = { dir: places.run, recipe, backend, start: contents.start, ...prepared };
    const { trainer, seconds } = await alone(places.run, () => runTraining(input));
    const tokens = trainer.step * recipe.training.batch * recipe.training.window;
    say(
      `trained ${trainer.step} steps, ${tokens} tokens in ${seconds.toFixed(1)} s: ${Math.round(tokens / seconds)} tokens/s`,
    );
    trainer.dispose();
  } catch (error) {
    if (!(error instanceof Interrupted && late)) throw error;
    say(`the time is over: ${error.message}`);
  } finally {
    clearTimeout(timer);
    await bring(places);
  }
  say(`what goes home is in ${places.result}: ${RESULT.join(', ')}`);
}

/** Opens the backend. Resolves with what it is. */
async function open(backend: BackendName): Promise<string> {
  const set = backend === 'webgpu' ? pointAtDriver() : undefined;
  try {
    const { description } = await openBackend(backend);
    return set ? `${set}\n${description}` : description;
  } catch (error) {
    if (backend !== 'webgpu' || !(error instanceof BackendUnavailable)) throw error;
    const advice = adviceFor(thisMachine());
    throw new Error([error.message, ...advice.map((line) => `  ${line}`)].join('\n'), { cause: error });
  }
}

/** The recipe as it is to be run: that of the run that is there, else fitted to the time, else the pack's. */
async function plan(
  { run }: Places,
  { recipe, supplies }: Contents,
  backend: BackendName,
  seconds: number | undefined,
  say: (line: string) => void,
): Promise<Recipe> {
  if (existsSync(join(run, 'run.json'))) {
    const begun = RecipeSchema.parse((await readRunFile(run)).recipe);
    say(`goes on with the run of ${begun.training.tokens} tokens in ${run}`);
    return begun;
  }
  if (seconds === undefined) return recipe;
  const { batch, window } = recipe.training;
  const size = {
    vocabulary: loadTokenizer(supplies.tokenizerJson).size,
    network: recipe.network,
    batch,
    window,
  };
  say('measuring how fast it trains');
  const measuring = Math.min(MOST_MEASURING_SECONDS, seconds / 20);
  const began = performance.now();
  const rate = await probeSpeed(size, { ...recipe.training, backend }, measuring);
  const left = Math.max(0, seconds - (performance.now() - began) / 1000 - SAVING_SECONDS);
  const made = fitted(recipe, rate, left);
  say(
    `${Math.round(rate)} tokens/s, ${Math.round(left)} s left: ` +
      `${made.training.tokens} tokens in ${stepsOf(made.training)} steps`,
  );
  return made;
}

/** Copies what there is of the result; a run that was cut in its first steps has no weights yet. */
async function bring({ run, result }: Places): Promise<void> {
  await mkdir(result, { recursive: true });
  for (const name of RESULT)
    if (existsSync(join(run, name))) await copyFile(join(run, name), join(result, name));
}
