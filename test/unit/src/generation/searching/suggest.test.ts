import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../../src/generation/drawing/rng.ts';
import { softmax } from '../../../../../src/generation/drawing/score.ts';
import { prime } from '../../../../../src/generation/reading/prime.ts';
import { suggest } from '../../../../../src/generation/searching/suggest.ts';
import { BoundaryMatcher, type StopAt } from '../../../../../src/generation/showing/boundary.ts';
import { Pace } from '../../../../../src/generation/stepping/pace.ts';
import { hashOf } from '../../../../../src/manners/entries.ts';
import { Manners } from '../../../../../src/manners/manners.ts';
import { finishedText } from '../../../../../src/text/finished-text.ts';
import type { Tokenizer } from '../../../../../src/text/tokenizer.ts';
import { countModel, PROSE, proseTokenizer } from '../../../../fixtures/count-model.ts';
import { scriptedModel } from '../../../../fixtures/scripted-model.ts';

const paced = (steps: number) => new Pace(1e6, new AbortController().signal, async () => {}, steps * 1e6);
const patient = paced(Number.POSITIVE_INFINITY);
const utf8 = new TextEncoder();

/** The start token, then pieces that say the same in several ways, signs, and a character in halves. */
const PIECES = [
  [],
  ...['a', 'b', 'ab', ' ', ' a', "'", '.', '\n'].map((piece) => [...utf8.encode(piece)]),
  ...[...utf8.encode('é')].map((byte) => [byte]),
];
const TINY: Tokenizer = {
  size: PIECES.length,
  startToken: 0,
  longestPiece: 2,
  encode: () => [],
  beyondAscii: [],
  read: () => ({ tokens: [], finished: 0, unfinished: '' }),
  finishedLength: () => 0,
  decode: () => '',
  bytesOf: (token) => Uint8Array.from(PIECES[token]),
  textOf: (token) => finishedText(Uint8Array.from(PIECES[token]))?.text,
  fitting: (bytes) =>
    [...PIECES.keys()].filter((token) => {
      const shared = Math.min(PIECES[token].length, bytes.length);
      return shared > 0 && PIECES[token].slice(0, shared).every((byte, i) => byte === bytes[i]);
    }),
};

/** Probabilities of the token after another, drawn once; `sharpness` makes some of them likely. */
function tinyModel(seed: number, sharpness: number) {
  const rng = createRng(seed);
  const rows = PIECES.map(() => Float32Array.from(PIECES, () => sharpness * rng.next()));
  const model = scriptedModel(TINY.size, (token) => rows[token]);
  return { rows, generator: { model, tokenizer: TINY, startToken: 0, multiplyAccumulates: 1e6 } };
}

/** Every continuation with its probability, by walking through all sequences of tokens, as the definition says. */
function everyContinuation(rows: Float32Array[], typed: string, stopAt: StopAt, maxTokens: number) {
  const texts = new Map<string, number>();
  const start = utf8.encode(typed);
  let whole = 0;
  const visit = (last: number, bytes: number[], tokens: number, probability: number): void => {
    const probabilities = softmax(rows[last]);
    for (const [token, piece] of PIECES.entries()) {
      const more = [...bytes, ...piece];
      const shared = Math.min(more.length, start.length);
      if (more.slice(0, shared).some((byte, i) => byte !== start[i])) continue;
      const likely = probability * probabilities[token];
      if (more.length < start.length || piece.length === 0) {
        if (piece.length > 0) visit(token, more, 0, likely);
        else if (bytes.length >= start.length) say(bytes, tokens, likely, true);
        continue;
      }
      if (bytes.length < start.length) whole += likely;
      const said = tokens + (more.length > start.length ? 1 : 0);
      if (!say(more, said, likely, false)) visit(token, more, said, likely);
    }
  };
  /** Whether that is all of it. */
  const say = (bytes: number[], tokens: number, probability: number, isEnd: boolean): boolean => {
    const read = decode(bytes.slice(start.length));
    if (read === undefined) return true;
    const last = isEnd || tokens === maxTokens;
    const { text, ended } = new BoundaryMatcher(stopAt).push(read, last);
    if (!ended && !last) return false;
    if (text !== '') texts.set(text, (texts.get(text) ?? 0) + probability);
    return true;
  };
  visit(0, [], 0, 1);
  return [...texts]
    .map(([text, probability]) => ({ text, probability: probability / (typed === '' ? 1 : whole) }))
    .sort((a, b) => b.probability - a.probability);
}

function decode(bytes: number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes), { stream: true });
  } catch {
    return undefined;
  }
}

async function tinySuggestions(
  seed: number,
  sharpness: number,
  typed: string,
  request: { count: number; stopAt: StopAt },
) {
  const { rows, generator } = tinyModel(seed, sharpness);
  const primed = await prime(generator.model, generator.model.initialState(), [0], patient);
  const all = everyContinuation(rows, typed, request.stopAt, 3);
  return {
    all,
    found: await suggest(generator, primed, utf8.encode(typed), { ...request, maxTokens: 3 }, patient),
  };
}

describe('on a tiny vocabulary', () => {
  const stops = fc.constantFrom<StopAt>('word', 'sentence', 'line');
  const typedTexts = fc.constantFrom('', 'a', ' ', ' a');

  it('finds every continuation with its exact probability, when so many are wanted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), stops, typedTexts, async (seed, stopAt, typed) => {
        const { all, found } = await tinySuggestions(seed, 2, typed, { count: 2000, stopAt });
        const byText = new Map(found.map(({ text, logprob }) => [text, Math.exp(logprob)]));
        expect(byText.size).toBe(all.length);
        for (const { text, probability } of all) expect(byText.get(text)).toBeCloseTo(probability, 5);
      }),
      { numRuns: 12 },
    );
  });

  it('finds the likeliest of all first, and makes none likelier than it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), stops, typedTexts, async (seed, stopAt, typed) => {
        const { all, found } = await tinySuggestions(seed, 20, typed, { count: 4, stopAt });
        expect(found[0].text).toBe(all[0].text);
        // Other ways to say it that are less likely than the last suggestion are left out.
        expect(Math.exp(found[0].logprob)).toBeGreaterThan(all[0].probability / 2);
        for (const { text, logprob } of found) {
          const { probability } = all.find((one) => one.text === text)!;
          expect(Math.exp(logprob)).toBeLessThan(probability + 1e-5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never gives all of them together a probability above one, nor the same text twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.nat(12),
        stops,
        typedTexts,
        async (seed, sharpness, stopAt, typed) => {
          const { found } = await tinySuggestions(seed, sharpness, typed, { count: 300, stopAt });
          const total = found.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
          expect(total).toBeLessThan(1 + 1e-5);
          expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('on prose', () => {
  const tokenizer = proseTokenizer(400);
  const { startToken } = tokenizer;

  async function after(
    text: string,
    request: { count?: number; maxTokens?: number; stopAt?: StopAt; manners?: Manners } = {},
    pace = patient,
  ) {
    const model = countModel(tokenizer, PROSE);
    const generator = { model, tokenizer, startToken, multiplyAccumulates: 1e6 };
    const end = tokenizer.finishedLength(text);
    const read = [startToken, ...tokenizer.encode(text.slice(0, end))];
    const primed = await prime(model, model.initialState(), read, pace);
    const before = model.steps;
    const wanted = { count: 3, maxTokens: 8, stopAt: 'word' as const, ...request };
    const found = await suggest(generator, primed, utf8.encode(text.slice(end)), wanted, pace);
    expect(primed.state[0][0]).toBe(read.length);
    return { found, texts: found.map((one) => one.text), steps: model.steps - before };
  }

  it('goes on with the word that was begun, in its own case', async () => {
    expect((await after('The harb')).texts[0]).toBe('our');
    expect((await after('Th')).texts[0]).toBe('e');
    expect((await after('Add th')).texts[0]).toBe('e');
  });

  it('gives the next word with the space before it, and without it where the space is typed', async () => {
    const { texts } = await after('In the', { count: 8 });
    const spaced = texts.filter((text) => text.startsWith(' '));
    const typed = await after('In the ');
    expect(spaced.length).toBeGreaterThan(2);
    expect(typed.texts.slice(0, 2)).toEqual(spaced.slice(0, 2).map((text) => text.slice(1)));
  });

  it('ranks by probability, and gives the first one the same however many are wanted', async () => {
    const { found } = await after('In the ', { count: 8 });
    const logprobs = found.map(({ logprob }) => logprob);
    expect(found).toHaveLength(8);
    expect(logprobs).toEqual(logprobs.toSorted((a, b) => b - a));
    expect((await after('In the ', { count: 1 })).texts).toEqual([found[0].text]);
  });

  it('cuts off what is longer than it may be, and says so', async () => {
    const { found } = await after('The harbour', { stopAt: 'line', maxTokens: 4 });
    const cut = found.filter(({ finishReason }) => finishReason === 'length');
    expect(cut.map(({ tokens }) => tokens)).toEqual([4, 4]);
    expect((await after('The harbour', { maxTokens: 0 })).found).toEqual([]);
  });

  it('ends a sentence where the text does', async () => {
    const { found } = await after('The harbour', { stopAt: 'sentence', maxTokens: 30 });
    const ended = found.filter(({ finishReason }) => finishReason === 'stop');
    expect(ended.length).toBeGreaterThan(0);
    for (const { text } of ended) expect(text).toMatch(/[.!?]["')]*$/);
  });

  it('gives what it has found when the budget of work is spent', async () => {
    const line = { stopAt: 'line', maxTokens: 8 } as const;
    const free = await after('In the ', line);
    // The start token and two of the prompt are read first.
    const bound = await after('In the ', line, paced(3 + 6));
    expect(free.steps).toBeGreaterThan(6);
    expect(bound.steps).toBeLessThanOrEqual(6);
  });

  it('steps no more paths of a length than its width', async () => {
    const { steps } = await after('The harbour', { count: 2, stopAt: 'line', maxTokens: 6 });
    expect(steps).toBeLessThanOrEqual(8 * 6);
  });

  it('leaves out what manners refuse, and the next likeliest take its place', async () => {
    const { found } = await after('In the ', { count: 8 });
    const refused = new Set([found[0].text, found[2].text].map(hashOf));
    const manners = new Manners(refused, utf8.encode('In the '));
    const polite = await after('In the ', { count: 8, manners });
    expect(polite.texts).toHaveLength(8);
    const others = found.filter((_, i) => i !== 0 && i !== 2).map(({ text }) => text);
    expect(polite.texts).toEqual(expect.arrayContaining(others));
    for (const i of [0, 2]) expect(polite.texts).not.toContain(found[i].text);
    expect(polite.found[0]).toEqual(found[1]);
  });

  it('leaves out a sentence that says one anywhere', async () => {
    const sentence = { stopAt: 'sentence', maxTokens: 12, count: 8 } as const;
    const manners = new Manners(new Set([hashOf('the')]), utf8.encode('The harbour'));
    const says = (texts: string[]) => texts.filter((text) => /\bthe\b/i.test(text)).length;
    expect(says((await after('The harbour', sentence)).texts)).toBeGreaterThan(0);
    expect(says((await after('The harbour', { ...sentence, manners })).texts)).toBe(0);
  });
});
