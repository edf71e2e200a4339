/** All completions of a request: every prompt is read once, and each of its completions starts from there. */
import { findCovers } from './cover.ts';
import {
  type GenerationRequest,
  type Generator,
  type Outcome,
  type Surroundings,
  speak,
} from './generate.ts';
import { Pace } from './pace.ts';
import { fork, prime } from './prime.ts';
import { createRng } from './rng.ts';
import type { Scored } from './score.ts';

export interface Prompt {
  /** Tokens, without the start token. */
  tokens: readonly number[];
  text: string;
  /** Its end, when a completion may cut it into other tokens: its bytes, and the tokens before them. */
  unfinished?: { bytes: Uint8Array; before: readonly number[] };
}

export interface ChoicesRequest {
  prompts: readonly Prompt[];
  /** Completions answered for each prompt. */
  n: number;
  /** Completions drawn for each prompt, at least `n`. */
  bestOf: number;
  /** Each completion begins with its prompt. */
  echo: boolean;
  generation: Omit<GenerationRequest, 'prompt'>;
}

/** Some text of one choice with the tokens said for it, or its end; `outcome` is null until then. */
export interface ChoiceEvent {
  /** Choice `i` of prompt `p` is `p * n + i`. */
  index: number;
  text: string;
  scores: Scored[];
  outcome: Outcome | null;
}

/** Yields choices one after the other, each in pieces if `bestOf` is `n`, else whole. Returns the tokens said, of all. */
export async function* speakChoices(
  generator: Generator,
  request: ChoicesRequest,
  { signal, pause }: Surroundings,
): AsyncGenerator<ChoiceEvent, number, undefined> {
  const { model, startToken, multiplyAccumulates } = generator;
  const { prompts, n, bestOf, echo, generation } = request;
  const pace = new Pace(multiplyAccumulates, signal, pause);
  let said = 0;
  for (const [p, { tokens, text, unfinished }] of prompts.entries()) {
    const scoreTop = echo ? generation.scoreTop : undefined;
    const read = [startToken, ...(unfinished?.before ?? tokens)];
    const primed = await prime(model, model.initialState(), read, pace, scoreTop);
    const covers = unfinished && (await findCovers(generator, primed, unfinished.bytes, pace));
    const begin = (i: number, scoreAnyway?: number) =>
      speak(
        generator,
        i + 1 === bestOf ? primed : fork(primed),
        {
          ...generation,
          scoreTop: generation.scoreTop ?? scoreAnyway,
          prompt: tokens,
          seed: choiceSeed(generation.seed, i),
        },
        pace,
        covers,
      );
    const echoed = (index: number) => ({ index, text, scores: primed.scores, outcome: null });

    if (bestOf === n) {
      for (let i = 0; i < n; i++) {
        const index = p * n + i;
        if (echo) yield echoed(index);
        const speaking = begin(i);
        let next = await speaking.next();
        for (; !next.done; next = await speaking.next()) yield { index, ...next.value, outcome: null };
        said += next.value.completionTokens;
        yield { index, text: '', scores: [], outcome: next.value };
      }
      continue;
    }
    const drawn: Drawn[] = [];
    for (let i = 0; i < bestOf; i++) drawn.push(await collect(begin(i, 0)));
    said += drawn.reduce((total, { outcome }) => total + outcome.completionTokens, 0);
    drawn.sort((a, b) => meanLogprob(b.scores) - meanLogprob(a.scores));
    for (const [i, best] of drawn.slice(0, n).entries()) {
      const index = p * n + i;
      if (echo) yield echoed(index);
      yield { index, ...best };
    }
  }
  return said;
}

interface Drawn {
  text: string;
  scores: Scored[];
  outcome: Outcome;
}

async function collect(speaking: ReturnType<typeof speak>): Promise<Drawn> {
  let text = '';
  const scores: Scored[] = [];
  let next = await speaking.next();
  for (; !next.done; next = await speaking.next()) {
    text += next.value.text;
    scores.push(...next.value.scores);
  }
  return { text, scores, outcome: next.value };
}

/** A completion of no tokens is as likely as can be. */
function meanLogprob(scores: readonly Scored[]): number {
  if (scores.length === 0) return 0;
  return scores.reduce((total, { logprob }) => total + logprob, 0) / scores.length;
}

/** The first completion has the request's own seed, so that it is the one that `n: 1` gives. */
function choiceSeed(seed: number, index: number): number {
  if (index === 0) return seed;
  const rng = createRng(seed);
  let own = 0;
  for (let i = 0; i < index; i++) own = Math.floor(rng.next() * 2 ** 32);
  return own;
}
