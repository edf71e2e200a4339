/** Work as a person who types causes it: everything between the text and the answer, without HTTP. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { State, StepModel } from '../../src/contract/step-model.ts';
import { createRng } from '../../src/generation/drawing/rng.ts';
import { Sampler } from '../../src/generation/drawing/sampler.ts';
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
  const feed = (token: number, state: State) =>
    model.feed ? model.feed(token, state) : model.step(token, state);
  const [keystroke] = tokenizer.encode('e');

  async function read(tokens: readonly number[], state: State): Promise<void> {
    for (const token of tokens) await feed(token, state);
  }
  async function write(first: number, state: State): Promise<string> {
    const sampler = new Sampler(manifest.generation, createRng(1).next);
    const characters = new Utf8Stream();
    let text = '';
    let token = first;
    for (let i = 0; i < TOKENS; i++) {
      token = sampler.draw(await model.step(token, state));
      text += characters.push(tokenizer.bytesOf(token));
    }
    return text + characters.flush();
  }

  const known = model.initialState();
  await read([startToken, ...tokenizer.encode(PROMPT)], known);
  return {
    async run(task) {
      if (task === 'keystroke16') {
        await write(
          keystroke,
          known.map((values) => values.slice()),
        );
        return;
      }
      const state = model.initialState();
      const tokens = [startToken, ...tokenizer.encode(PROMPT)];
      const last = tokens.pop()!;
      await read(tokens, state);
      await write(last, state);
    },
  };
}
