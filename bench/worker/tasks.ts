/** Work as a person who types causes it: everything between the text and the answer, without HTTP. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { State, StepModel } from '../../src/contract/step-model.ts';
import { speakChoices } from '../../src/generation/choices.ts';
import { createRng } from '../../src/generation/drawing/rng.ts';
import { Sampler } from '../../src/generation/drawing/sampler.ts';
import { copyState, type Primed, prime } from '../../src/generation/reading/prime.ts';
import { StepMemory } from '../../src/generation/reading/step-memory.ts';
import { suggest } from '../../src/generation/searching/suggest.ts';
import { Pace } from '../../src/generation/stepping/pace.ts';
import type { ServedModel } from '../../src/generation/stepping/served-model.ts';
import { UNREAD } from '../../src/text/spelling.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { Utf8Stream } from '../../src/text/utf8-stream.ts';

/**
 * `keystroke16`, `cold200plus16`: a completion, by hand. `suggest3`: three suggestions to the word's end. `typed3`,
 * `typed3Anew`: the same after every key of `TYPED`, with and without a memory of the steps of the keys before. `n1`,
 * `n8`: completions of 16 tokens. `cached`, `bare`: 32 tokens of a long text stepped, with and without the cache of the
 * text.
 */
export const TASKS = [
  'keystroke16',
  'cold200plus16',
  'suggest3',
  'typed3',
  'typed3Anew',
  'n1',
  'n8',
  'cached',
  'bare',
] as const;
export type Task = (typeof TASKS)[number];

const TOKENS = 16;
const PROMPT = (
  'The harbour was quiet in the early morning, and the boats lay still on the grey water. A few people walked along ' +
  'the wall with their dogs, looking out to sea, where the first light was beginning to show behind the islands.'
).slice(0, 200);

/** A keystroke inside a word: what comes before it has been read. */
const UNFINISHED = ' beg';
/** Words that are typed key by key behind the prompt. */
const TYPED = [' beginning', ' to', ' show', ' behind', ' the', ' islands'];
/** What a task does several times over: its figure is of one of them. */
export const KEYS: Partial<Record<Task, number>> = {
  typed3: TYPED.join('').length,
  typed3Anew: TYPED.join('').length,
};
/** As in src/assemble.ts. */
const MEMORY_BYTES = 2e6;
/** Tokens of the text that `cached` and `bare` step. */
const STEPPED = 32;

export interface Typist {
  run(task: Task): Promise<void>;
}

/** What a typist works with: the model with and without its cache, and a text longer than the cache looks back. */
export interface Seat {
  served: StepModel;
  network: StepModel;
  tokenizer: Tokenizer;
  manifest: Manifest;
  text: string;
}

/** Reads the prompt once, so that a keystroke finds the state at hand. */
export async function seatTypist({ served, network, tokenizer, manifest, text }: Seat): Promise<Typist> {
  const { startToken } = manifest.vocabulary;
  const generator: ServedModel = { model: served, tokenizer, startToken, multiplyAccumulates: 1 };
  const surroundings = { signal: new AbortController().signal, pause: async () => {} };
  const pace = () => new Pace(1, surroundings.signal, surroundings.pause);
  const tokens = [startToken, ...tokenizer.encode(PROMPT)];
  const fresh = served.initialState();
  const { state: known, ...rest } = await prime(served, fresh, tokens, pace());
  const long = [startToken, ...tokenizer.encode(text)];
  const stepped = long.splice(-STEPPED);
  const { state: readByServed } = await prime(served, served.initialState(), long, pace());
  const { state: readByNetwork } = await prime(network, network.initialState(), long, pace());
  const [keystroke] = tokenizer.encode('e');

  async function write(read: readonly number[], state: State): Promise<string> {
    const sampler = new Sampler(manifest.generation!, createRng(1).next);
    const characters = new Utf8Stream();
    let { logits } = await prime(served, state, read, pace());
    let said = '';
    for (let i = 0; i < TOKENS; i++) {
      const token = sampler.draw(logits);
      said += characters.push(tokenizer.bytesOf(token));
      if (i + 1 < TOKENS) logits = await served.step(token, state);
    }
    return said + characters.flush();
  }
  async function choose(n: number): Promise<void> {
    const generation = { maxTokens: TOKENS, temperature: 1, topK: 40, topP: 0.95, stop: [] };
    const snapshot = { kind: 'read' as const, state: known, pending: keystroke!, bytes: new Uint8Array() };
    const from = { ...snapshot, consumed: tokens.length, recent: [], spokenOfRecent: 0, spelling: UNREAD };
    const unfinished = { bytes: new Uint8Array(), finished: 0 };
    const prompts = [{ from, tokens: [], unfinished, heal: false, text: '' }];
    const request = { prompts, n, bestOf: n, echo: false, seed: 1, budget: Infinity, generation };
    for await (const _ of speakChoices(generator, request, surroundings));
  }
  const utf8 = new TextEncoder();
  const suggestThree = (model: StepModel, primed: Primed, unfinished: string) =>
    suggest(
      { ...generator, model },
      primed,
      utf8.encode(unfinished),
      { count: 3, maxTokens: TOKENS, stopAt: 'word' },
      pace(),
    );
  const readBefore = (i: number): Promise<Primed> => {
    const before = [startToken, ...tokenizer.encode(PROMPT + TYPED.slice(0, i).join(''))];
    return prime(served, served.initialState(), before, pace());
  };
  const beforeWords = await Promise.all(TYPED.map((_, i) => readBefore(i)));
  /** The state before each word is at hand; the word is new to `model`. */
  async function type(model: StepModel): Promise<void> {
    for (const [i, word] of TYPED.entries())
      for (let end = 1; end <= word.length; end++)
        await suggestThree(model, beforeWords[i]!, word.slice(0, end));
  }
  async function step(model: StepModel, from: State): Promise<void> {
    const state = copyState(from);
    for (const token of stepped) await model.step(token, state);
  }

  const tasks: Record<Task, () => Promise<unknown>> = {
    keystroke16: () => write([keystroke!], copyState(known)),
    cold200plus16: () => write([startToken, ...tokenizer.encode(PROMPT)], served.initialState()),
    suggest3: () => suggestThree(served, { ...rest, state: known }, UNFINISHED),
    typed3: () => type(new StepMemory(MEMORY_BYTES).within('', served)),
    typed3Anew: () => type(served),
    n1: () => choose(1),
    n8: () => choose(8),
    cached: () => step(served, readByServed),
    bare: () => step(network, readByNetwork),
  };
  return {
    async run(task) {
      await tasks[task]();
    },
  };
}
