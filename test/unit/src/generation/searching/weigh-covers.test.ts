/**
 * A word that was typed in part, and penalties: what the model chooses is penalised, what a person has typed is not, and
 * the tokens of the text so far are those that the model has read, however the word is cut in the end.
 */
import { describe, expect, it } from 'vitest';
import { speakChoices } from '../../../../../src/generation/choices.ts';
import { Continuation } from '../../../../../src/generation/continuation.ts';
import { NO_PENALTIES, type Penalties } from '../../../../../src/generation/drawing/penalties.ts';
import { createRng } from '../../../../../src/generation/drawing/rng.ts';
import { readPrompt } from '../../../../../src/generation/reading/read-prompt.ts';
import { readText } from '../../../../../src/generation/reading/read-text.ts';
import { type Cover, findCovers } from '../../../../../src/generation/searching/cover.ts';
import { weighCovers } from '../../../../../src/generation/searching/weigh-covers.ts';
import { Pace } from '../../../../../src/generation/stepping/pace.ts';
import { countModel, PROSE, proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const { startToken } = tokenizer;
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const freePace = () => new Pace(1, surroundings.signal, surroundings.pause);
const GENERATION = { maxTokens: 3, temperature: 0, topK: 0, topP: 1, stop: [], resumable: true };

/** The model of counts, and what it was told of each token. */
function listener() {
  const model = countModel(tokenizer, PROSE);
  const typed: number[] = [];
  const step: typeof model.step = (token, state, byModel) => {
    if (!byModel) typed.push(token);
    return model.step(token, state);
  };
  return { typed, served: { model: { ...model, step }, tokenizer, startToken, multiplyAccumulates: 1 } };
}

/** A text that has been read up to its unfinished word, and the ways to say that. */
async function healing(text: string) {
  const { served, typed } = listener();
  const prompt = readText(text, { tokenizer, heal: true });
  const read = await readPrompt(served, prompt, true, freePace());
  const covers = await findCovers(served, read.primed, prompt.unfinished.bytes, freePace());
  return { served, typed, prompt, read, covers };
}

/** The completion begun with the one cover that is wanted. */
async function begun(text: string, wanted: (cover: Cover) => boolean, penalties?: Penalties) {
  const { served, typed, prompt, read, covers } = await healing(text);
  const cover = covers.find(wanted)!;
  const request = { ...GENERATION, penalties };
  const { primed, beginning } = read;
  const continuation = new Continuation(served, primed, beginning, request, createRng(1), freePace());
  await continuation.begin([cover]);
  const before = prompt.tokens.slice(0, prompt.unfinished.finished);
  return { continuation, cover, typed, before };
}

/** A word that stands in the text after the same word as before, cut off before its last letter. */
const REPEATED = (() => {
  for (const { 0: pair, index } of PROSE.matchAll(/ [a-z]{2,} ([a-z]{4,})(?= )/g)) {
    const again = PROSE.indexOf(`${pair} `, index + pair.length);
    if (again < 0 || again - index > 200) continue;
    const text = PROSE.slice(Math.max(0, index - 100), again + pair.length - 1);
    if (tokenizer.encode(` ${pair.split(' ').at(-1)}`).length === 1) return { text, rest: pair.at(-1)! };
  }
  throw new Error('no such word');
})();

async function complete(text: string, penalties: Partial<Penalties>): Promise<string> {
  const { served } = listener();
  const request = {
    prompts: [readText(text, { tokenizer, heal: true })],
    n: 1,
    bestOf: 1,
    echo: false,
    seed: 1,
    budget: Number.POSITIVE_INFINITY,
    generation: { ...GENERATION, maxTokens: 1, penalties: { ...NO_PENALTIES, ...penalties } },
  };
  let said = '';
  for await (const event of speakChoices(served, request, surroundings)) said += event.text;
  return said;
}

describe('a word that is to be healed', () => {
  it('is completed to the likeliest word, unless that would come twice and must not', async () => {
    expect(await complete(REPEATED.text, {})).toBe(REPEATED.rest);
    expect(await complete(REPEATED.text, { noRepeatNgram: 1 })).not.toBe(REPEATED.rest);
    expect(await complete(REPEATED.text, { noRepeatNgram: 2 })).not.toBe(REPEATED.rest);
    expect(await complete(REPEATED.text, { noRepeatNgram: 60 })).toBe(REPEATED.rest);
  });

  it('has its covers penalised for what they say beyond it, as any token is', async () => {
    const { covers, read } = await healing(REPEATED.text);
    const { recent } = read.beginning;
    const weights = weighCovers(covers, { ...NO_PENALTIES, repetition: 2 }, recent);
    let changed = 0;
    for (const [i, { token, path, beyond, before, logprob }] of covers.entries()) {
      const logit = before.logits[token]!;
      const known = beyond.length > 0 && [...recent, ...path].includes(token);
      const penalty = known ? (logit > 0 ? -logit / 2 : logit) : 0;
      expect(weights[i]).toBeCloseTo(logprob + penalty, 4);
      if (known) changed++;
    }
    expect(changed).toBeGreaterThan(0);
  });

  it('is not penalised for what was typed, but for a bias on its tokens', async () => {
    const { covers, read } = await healing(' every mor');
    const { recent } = read.beginning;
    const typed = covers.findIndex(({ path, beyond }) => path.length > 0 && beyond.length === 0);
    const { path, token, logprob } = covers[typed]!;
    const harsh = { ...NO_PENALTIES, repetition: 3, noRepeatNgram: 1 };
    const known = [...recent, ...path, token];
    expect(weighCovers(covers, harsh, known)[typed]).toBeCloseTo(logprob, 4);
    const bias = new Map([...path, token].map((each) => [each, -2]));
    const said = new Set([...path, token]).size === path.length + 1;
    expect(said).toBe(true);
    expect(weighCovers(covers, { ...harsh, bias }, recent)[typed]).toBeCloseTo(
      logprob - 2 * (path.length + 1),
      4,
    );
  });
});

describe('after a word is healed', () => {
  const beyond = ({ beyond, path }: Cover) => beyond.length > 0 && path.length > 0;
  const typedOnly = ({ beyond, path }: Cover) => beyond.length === 0 && path.length > 0;

  it('the text so far has the tokens that the model has read, and not those of the word as it was typed', async () => {
    const { continuation, cover, before } = await begun(' every mor', beyond);
    expect(continuation.snapshot().recent).toEqual([...before, ...cover.path, cover.token]);
    expect(continuation.snapshot().spokenOfRecent).toBe(1);
  });

  it('what was typed is the text, also where it was typed whole: the completion has said none of it', async () => {
    const { continuation, cover, before } = await begun(' every mor', typedOnly);
    await continuation.say(await continuation.draw());
    const { recent, spokenOfRecent } = continuation.snapshot();
    expect(recent.slice(0, -1)).toEqual([...before, ...cover.path, cover.token]);
    expect(spokenOfRecent).toBe(1);
  });

  it('no run of tokens comes twice over its seam', async () => {
    const harsh = { ...NO_PENALTIES, noRepeatNgram: 2 };
    const { continuation, cover, before } = await begun(' every mor', beyond, harsh);
    const last = cover.path.at(-1) ?? before.at(-1)!;
    await continuation.say(last);
    const drawn = await continuation.draw();
    const free = await begun(' every mor', beyond, { ...NO_PENALTIES, bias: new Map([[cover.token, 1000]]) });
    await free.continuation.say(last);
    expect(await free.continuation.draw()).toBe(cover.token);
    expect(drawn).not.toBe(cover.token);
    const { bias, ...rest } = harsh;
    const wanted = await begun(' every mor', beyond, { ...rest, bias: new Map([[cover.token, 1000]]) });
    await wanted.continuation.say(last);
    expect(await wanted.continuation.draw()).not.toBe(cover.token);
    expect(bias.size).toBe(0);
  });

  it('a cache learns from all that was typed, and from nothing that the model has said', async () => {
    for (const [wanted, ends] of [
      [typedOnly, true],
      [beyond, false],
    ] as const) {
      const { continuation, cover, typed } = await begun(' every mor', wanted);
      await continuation.draw();
      for (const token of cover.path) expect(typed).toContain(token);
      expect(typed.includes(cover.token)).toBe(ends);
    }
  });
});
