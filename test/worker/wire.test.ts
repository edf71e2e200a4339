import { beforeAll, describe, expect, it } from 'vitest';
import type { Completion } from '../../src/contract/answer.ts';
import type { DetokenizeAnswer, TokenizeAnswer } from '../../src/contract/token-answers.ts';
import { complete, failure, post, stream } from './client.ts';
import { putModel, readVersion } from './store.ts';

/** Random weights: they say anything, which is what a wire must carry. */
const MODEL = 'random';
const BODY = { model: MODEL, prompt: 'The harbour', max_tokens: 12, temperature: 1, seed: 3 };
const PATH = '/v1/completions';

beforeAll(async () => putModel(await readVersion(MODEL), MODEL));

const ask = (body: object): Promise<Completion> => complete({ ...BODY, ...body }, PATH);

async function tokens(prompt: string): Promise<TokenizeAnswer> {
  return (await post('/tokenize', { model: MODEL, prompt })).json();
}

/** Frames joined by choice, as a client joins them. */
function joined(frames: Completion[]): Pick<Completion['choices'][number], 'text' | 'finish_reason'>[] {
  const choices: ReturnType<typeof joined> = [];
  for (const { index, text, finish_reason } of frames.flatMap((frame) => frame.choices)) {
    choices[index] = { text: (choices[index]?.text ?? '') + text, finish_reason };
  }
  return choices;
}

describe('prompts', () => {
  it('may be token ids, and several: a choice of n for each, in order', async () => {
    const alone = await ask({});
    const { tokens: ids } = await tokens(BODY.prompt);
    expect((await ask({ prompt: ids })).choices).toEqual(alone.choices);
    const both = await ask({ prompt: [BODY.prompt, 'In the'], n: 2 });
    expect(both.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(both.choices[0]).toEqual(alone.choices[0]);
    expect(both.choices[2].text).toBe((await ask({ prompt: 'In the' })).choices[0].text);
    expect(both.usage!.prompt_tokens).toBe(ids.length + (await tokens('In the')).count);
  });

  it('go by the names of other servers', async () => {
    const { prompt, max_tokens, ...rest } = BODY;
    const renamed = await complete({ ...rest, inputs: prompt, n_predict: max_tokens }, PATH);
    expect(renamed.choices).toEqual((await ask({})).choices);
  });
});

describe('usage', () => {
  it('adds up over every completion drawn', async () => {
    const { usage } = await ask({ n: 1, best_of: 3 });
    const { completion_tokens, prompt_tokens, total_tokens } = usage!;
    expect(completion_tokens).toBeGreaterThan(12);
    expect(completion_tokens).toBeLessThanOrEqual(36);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    // What it has read for another request it need not read again.
    expect(usage!.prompt_tokens_details.cached_tokens).toBeLessThan(prompt_tokens);
  });

  it('comes last in a stream that asks for it, and in no other', async () => {
    const whole = await ask({});
    const frames = await stream({ ...BODY, stream_options: { include_usage: true } }, PATH);
    expect(frames.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(frames.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect((await stream(BODY, PATH)).every((frame) => !('usage' in frame))).toBe(true);
  });
});

describe('log probabilities', () => {
  it('hold a token each, whose texts and offsets are those of the answer', async () => {
    const [{ text, logprobs }] = (await ask({ prompt: 'One two', echo: true, logprobs: 2 })).choices;
    expect(text.startsWith('One two')).toBe(true);
    const { tokens: said, text_offset, token_logprobs, top_logprobs } = logprobs!;
    expect(text_offset[0]).toBe(0);
    const characters = [...text];
    for (const [i, token] of said.entries()) {
      expect(token_logprobs[i]).toBeLessThanOrEqual(0);
      expect(top_logprobs[i][token]).toBe(token_logprobs[i]);
      expect(Object.keys(top_logprobs[i]).length).toBeLessThanOrEqual(3);
      if (!token.startsWith('bytes:') && !token.includes('\ufffd')) {
        expect(characters.slice(text_offset[i], text_offset[i] + [...token].length).join('')).toBe(token);
      }
    }
  });

  it('score a text that is given: nothing said, every token judged as when it was said', async () => {
    const spoken = await ask({ prompt: 'One two', echo: true, logprobs: 0 });
    const scored = await ask({ prompt: 'One two', echo: true, logprobs: 0, max_tokens: 0 });
    expect(scored.choices[0]).toMatchObject({ text: 'One two', finish_reason: 'length' });
    expect(scored.usage!.completion_tokens).toBe(0);
    const count = scored.choices[0].logprobs!.tokens.length;
    expect(count).toBe(scored.usage!.prompt_tokens);
    const first = spoken.choices[0].logprobs!.token_logprobs.slice(0, count);
    expect(scored.choices[0].logprobs!.token_logprobs).toEqual(first);
  });

  it('are the same in a stream', async () => {
    const body = { ...BODY, n: 2, echo: true, logprobs: 1 };
    const whole = await ask(body);
    const frames = await stream(body, PATH);
    for (const { index, logprobs } of whole.choices) {
      const own = frames.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      expect(own.flatMap((choice) => choice.logprobs!.tokens)).toEqual(logprobs!.tokens);
      expect(own.flatMap((choice) => choice.logprobs!.token_logprobs)).toEqual(logprobs!.token_logprobs);
      expect(own.flatMap((choice) => choice.logprobs!.text_offset)).toEqual(logprobs!.text_offset);
    }
  });
});

describe('what shapes the text', () => {
  it.each([
    { n: 3 },
    { n: 2, echo: true },
    { presence_penalty: 2, frequency_penalty: 1 },
    { repetition_penalty: 1.5, no_repeat_ngram_size: 2 },
    { min_p: 0.5 },
  ])('streams what it would have answered whole: %j', async (fields) => {
    const whole = await ask(fields);
    const choices = joined(await stream({ ...BODY, ...fields }, PATH));
    expect(choices).toEqual(whole.choices.map(({ text, finish_reason }) => ({ text, finish_reason })));
  });

  it('says a token that the bias forces, and none that it bans', async () => {
    const { tokens: ids } = await tokens('a');
    const forced = await ask({ logit_bias: { [ids[0]]: 100 }, max_tokens: 5, temperature: 0 });
    expect(forced.choices[0].text).toBe('aaaaa');
    const varied = await ask({
      logit_bias: { [ids[0]]: 60 },
      no_repeat_ngram_size: 1,
      prompt: 'a',
      temperature: 0,
    });
    expect(varied.choices[0].text).not.toContain('a');
  });

  it('stops at a stop string and says which', async () => {
    const { tokens: ids } = await tokens('ab');
    const stopped = await ask({ logit_bias: { [ids[0]]: 100 }, stop: ['zzz', 'aa'], temperature: 0 });
    expect(stopped.choices[0]).toMatchObject({ text: '', finish_reason: 'stop', stop_reason: 'aa' });
    expect((await ask({ max_tokens: 2 })).choices[0]).toMatchObject({ stop_reason: null });
  });

  it('does not say what the suffix says already', async () => {
    const { tokens: ids } = await tokens('a');
    const say = { logit_bias: { [ids[0]]: 100 }, max_tokens: 5, temperature: 0 };
    expect((await ask({ ...say, suffix: 'aa!' })).choices[0].text).toBe('aaa');
    expect(joined(await stream({ ...BODY, ...say, suffix: 'aa!' }, PATH))[0].text).toBe('aaa');
  });
});

describe('a text that ends inside a word', () => {
  it.each(['The harb', 'The ', "I don'", 'Größ', '世'])(
    '%j is gone on with, streamed or whole',
    async (prompt) => {
      const body = { ...BODY, prompt, token_healing: true };
      const whole = await complete(body, PATH);
      expect(joined(await stream(body, PATH))[0].text).toBe(whole.choices[0].text);
      expect(whole.usage!.completion_tokens).toBeLessThanOrEqual(BODY.max_tokens);
    },
  );

  it('is the same text to all its completions', async () => {
    const body = { prompt: 'The harb', token_healing: true };
    const several = await ask({ ...body, n: 2, echo: true });
    for (const { text } of several.choices) expect(text.startsWith('The harb')).toBe(true);
    expect(several.choices[0].text).toBe(`The harb${(await ask(body)).choices[0].text}`);
    expect((await ask({ ...body, best_of: 3 })).choices).toHaveLength(1);
  });

  it('needs no repair after a newline, and none when the prompt is tokens', async () => {
    for (const prompt of ['A line\n', (await tokens('The harb')).tokens]) {
      expect((await ask({ prompt, token_healing: true })).choices).toEqual((await ask({ prompt })).choices);
    }
  });
});

it.each(['word', 'sentence', 'line'])('stops at the end of a %s, streamed or whole', async (stop_at) => {
  const body = { ...BODY, max_tokens: 200, stop_at };
  const [whole] = (await complete(body, PATH)).choices;
  expect((await ask({ max_tokens: 200 })).choices[0].text.startsWith(whole.text)).toBe(true);
  expect(joined(await stream(body, PATH))[0].text).toBe(whole.text);
  if (whole.finish_reason === 'stop') expect([stop_at, null]).toContain(whole.stop_reason);
  if (stop_at === 'word') expect(whole.stop_reason).toBe('word');
});

describe('tokens', () => {
  const TEXT = 'Grüße, 世界 😀\n  don’t';

  it('come with their pieces and offsets, and go back to the same text', async () => {
    const answer = await tokens(TEXT);
    expect(answer.count).toBe(answer.tokens.length);
    expect(answer.byte_offsets.at(-1)![1]).toBe(new TextEncoder().encode(TEXT).length);
    for (const [i, [start]] of answer.byte_offsets.entries()) {
      expect(start).toBe(i === 0 ? 0 : answer.byte_offsets[i - 1][1]);
    }
    const characters = [...TEXT];
    for (const [i, piece] of answer.pieces.entries()) {
      const at = answer.text_offset[i];
      if (!piece.startsWith('bytes:'))
        expect(characters.slice(at, at + [...piece].length).join('')).toBe(piece);
    }
    const back = await post('/detokenize', { model: MODEL, tokens: answer.tokens });
    expect(((await back.json()) as DetokenizeAnswer).prompt).toBe(TEXT);
  });

  it('of nothing are none', async () => {
    expect(await tokens('')).toMatchObject({ count: 0, tokens: [], pieces: [], byte_offsets: [] });
  });

  it.each([
    ['/tokenize', 'prompt', {}],
    ['/tokenize', 'prompt', { prompt: 5 }],
    ['/tokenize', 'prompt', '{"prompt":"\\ud83d"}'],
    ['/detokenize', 'tokens', {}],
    ['/detokenize', 'tokens.0', { tokens: ['a'] }],
    ['/detokenize', 'tokens', { tokens: [1e6], model: MODEL }],
  ])('%s refuses a wrong %s: %j', async (path, param, body) => {
    expect(await failure(post(path, body))).toMatchObject({ status: 400, code: 'invalid_value', param });
  });
});
