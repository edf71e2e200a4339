/** What no single field of a recipe shows: values that contradict each other, or that would be left unused in silence. */
import { resolve } from 'node:path';
import { isFile } from '../corpus/corpora.ts';
import { RECURRENT_KERNELS, stateSizes, WINDOW_CELLS } from '../network/spec.ts';
import type { RecipeFields } from './recipe.ts';

/** Fields of a recipe that cannot stand beside each other. */
export interface Contradiction {
  /** The field that is named. */
  path: (string | number)[];
  /** What was got and what was wanted. */
  message: string;
}

/**
 * Most numbers that a network may carry from token to token: 4 MB in float32, as much as a whole model. Each
 * conversation holds so many and each token copies them, so that past this a step is mostly copying. A cnn gets there
 * quickly, for its reach is window^layers.
 */
const MOST_STATE = 2 ** 20;

/** All contradictions of a recipe whose fields are right one by one. */
export function contradictions({ network, training, earlierTokens, data }: RecipeFields): Contradiction[] {
  const found: Contradiction[] = [];
  const refuse = (path: Contradiction['path'], message: string) => found.push({ path, message });

  const cells = [...new Set(network.cells)].join(', ');
  if (network.cells.length === 0) refuse(['network', 'cells'], 'got none, wanted one cell at least');
  if (network.head) refuse(['network', 'head'], 'got one, wanted none in a language model');
  if (network.activation !== 'tanh' && !network.cells.includes('rnn'))
    refuse(
      ['network', 'activation'],
      `got ${network.activation} for ${cells}, wanted it with an rnn cell only`,
    );
  if (network.window !== undefined && !network.cells.some((cell) => WINDOW_CELLS.has(cell)))
    refuse(
      ['network', 'window'],
      `got ${network.window} for ${cells}, wanted it with a ${[...WINDOW_CELLS].join(', ')} cell only`,
    );
  if (network.feedForward !== undefined && network.block === 'plain')
    refuse(
      ['network', 'feedForward'],
      `got ${network.feedForward} in a plain stack, wanted it with block: 'residual' only`,
    );
  if (network.recurrentSize !== undefined && !network.cells.some((cell) => RECURRENT_KERNELS.has(cell)))
    refuse(
      ['network', 'recurrentSize'],
      `got ${network.recurrentSize} for ${cells}, wanted it with a ${[...RECURRENT_KERNELS].join(', ')} cell only`,
    );
  if (earlierTokens !== undefined && training.startFrom === undefined)
    refuse(
      ['earlierTokens'],
      `got ${earlierTokens} for a run from nothing, wanted it with training.startFrom only`,
    );
  if (training.keptOfStart !== undefined && training.startFrom === undefined)
    refuse(
      ['training', 'keptOfStart'],
      `got ${training.keptOfStart} for a run from nothing, wanted it with training.startFrom only`,
    );
  const state = stateSizes({ ...network, vocabulary: 1 })
    .flat()
    .reduce((sum, size) => sum + size, 0);
  if (state > MOST_STATE)
    refuse(
      ['network', network.cells.includes('cnn') ? 'window' : 'hidden'],
      `got a state of ${state} numbers, wanted at most ${MOST_STATE}: fewer layers, a smaller window or narrower ones`,
    );

  const names = data.map(({ corpus }) => (isFile(corpus) ? resolve(corpus) : corpus));
  names.forEach((name, i) => {
    const first = names.indexOf(name);
    if (first < i)
      refuse(
        ['data', i, 'corpus'],
        `got ${data[i].corpus} again, wanted it once: add to data[${first}].share`,
      );
  });

  const { batch, window, tokens, warmup, shards } = training;
  const steps = Math.floor(tokens / (batch * window));
  if (steps === 0)
    refuse(
      ['training', 'tokens'],
      `got ${tokens}, wanted at least the ${batch * window} of one step (batch x window)`,
    );
  else if (warmup > steps)
    refuse(
      ['training', 'warmup'],
      `got ${warmup} steps, wanted at most the ${steps} of the run (tokens / (batch x window))`,
    );
  if (shards !== undefined && batch % shards !== 0)
    refuse(['training', 'shards'], `got ${shards}, wanted a divisor of training.batch, ${batch}`);
  if (training.decay !== undefined && training.decayFrom === 1)
    refuse(
      ['training', 'decay'],
      `got ${training.decay} with decayFrom 1, wanted decayFrom below 1: nothing is left to decay`,
    );
  if (training.patience !== undefined && data.every(({ corpus }) => isFile(corpus)))
    refuse(
      ['training', 'patience'],
      `got ${training.patience} with files alone, wanted a corpus by name: a file has no split to validate on`,
    );
  return found;
}
