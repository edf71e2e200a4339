/** Work as a person who types causes it: everything between the text and the answer, without HTTP. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { State, StepModel } from '../../src/contract/step-model.ts';
import { createRng } from '../../src/generation/drawing/rng.ts';
import { Sampler } from '../../src/generation/drawing/sampler.ts';
import { readBlock, rowsOf } from '../../src/generation/stepping/blocks.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { Utf8Stream } from '../../src/text/utf8-stream.ts';

export const TASKS = ['keystroke16', 'cold200plus16'] as const;
export type Task = (typeof TASKS)[number];

const TOKENS = 16;
const PROMPT = (
  'The harbour was quiet in the early morning, and the boats lay still on the grey water. A few people walked along ' +
  'the wall with their dogs, looking out to sea, where the first light was beginning to show behind the islands.'
).slice(0, 200);

export interface Typist {
  run(task: Task): Promise<void>;
}

/** Reads the prompt once, so that a keystroke finds the state at hand. */
export async function seatTypist(
  model: StepModel,
  tokenizer: Tokenizer,
  manifest: Manifest,
): Promise<Typist> {
  const { startToken } = manifest.vocabulary;
  const [keystroke] = tokenizer.encode('e');

  /** Reads `tokens` as generation does; returns the logits after the last. */
  async function read(tokens: readonly number[], state: State): Promise<Float32Array> {
    const rows = rowsOf(model);
    let logits: readonly Float32Array[] = [];
    for (let from = 0; from < tokens.length; from += rows) {
      const wanted = from + rows < tokens.length ? 'none' : 'last';
      logits = await readBlock(model, tokens.slice(from, from + rows), state, wanted);
    }
    return logits[0];
  }
  async function write(first: Float32Array, state: State): Promise<string> {
    const sampler = new Sampler(manifest.generation, createRng(1).next);
    const characters = new Utf8Stream();
    let text = '';
    let logits = first;
    for (let i = 0; i < TOKENS; i++) {
      const token = sampler.draw(logits);
      text += characters.push(tokenizer.bytesOf(token));
      if (i + 1 < TOKENS) logits = await model.step(token, state);
    }
    return text + characters.flush();
  }

  const known = model.initialState();
  await read([startToken, ...tokenizer.encode(PROMPT)], known);
  return {
    async run(task) {
      const cold = task === 'cold200plus16';
      const state = cold ? model.initialState() : known.map((values) => values.slice());
      const tokens = cold ? [startToken, ...tokenizer.encode(PROMPT)] : [keystroke];
      await write(await read(tokens, state), state);
    },
  };
}
