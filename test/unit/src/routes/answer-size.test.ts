import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import {
  MAX_ANSWER_BYTES,
  refuseLongSuggestions,
  spellingBound,
} from '../../../../src/routes/answer-limit.ts';
import { answerBytes } from '../../../../src/routes/answer-size.ts';
import { OPENAI_DEFAULTS } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { longestSpelling } from '../../../../src/text/spell.ts';
import { UNREAD } from '../../../../src/text/spelling.ts';
import type { Tokenizer } from '../../../../src/text/tokenizer.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';
import { TOY_TOKENIZER } from '../../../fixtures/toy-model.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const SETTINGS = {
  ...TEST_SETTINGS,
  maxBodyBytes: 100_000,
  maxPromptTokens: 65_536,
  maxCompletionTokens: 4096,
};
const context = (from?: Snapshot) => ({
  defaults: OPENAI_DEFAULTS,
  settings: SETTINGS,
  tokenizer: TOY_TOKENIZER,
  multiplyAccumulates: 1e6,
  randomSeed: () => 1,
  from,
});
const plan = (body: object, from?: Snapshot) => planCompletion({ prompt: 'Hi', ...body }, context(from));

describe('what is foretold of an answer', () => {
  const app = createTestApp(SETTINGS);
  const texts = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed()),
    fc.constantFrom('\u0001\u0002\u0003', '"\\"', '世界', '👋🏽'),
    fc.array(fc.nat(255), { minLength: 1, maxLength: 30 }),
  );
  const several = fc.oneof(
    texts,
    fc.array(fc.string({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 }),
  );
  const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

  it('is never less than it is, whole or as a stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          prompt: several,
          n: fc.integer({ min: 1, max: 16 }),
          echo: fc.boolean(),
          logprobs: optional(fc.integer({ min: 0, max: 5 })),
          max_tokens: fc.integer({ min: 0, max: 20 }),
          stream: fc.boolean(),
          resumable: fc.boolean(),
          stop: optional(fc.string({ minLength: 1, maxLength: 64 })),
        }),
        async (body) => {
          const single = !Array.isArray(body.prompt) || typeof body.prompt[0] === 'number';
          const request = { ...body, resumable: body.resumable && single };
          const { stream } = request;
          const response = await app.ask('/v1/completions', {
            method: 'POST',
            body: JSON.stringify(request),
          });
          const bytes = (await response.arrayBuffer()).byteLength;
          expect(response.status).toBe(200);
          const exact = answerBytes(plan(request), stream, longestSpelling(TOY_TOKENIZER));
          expect(bytes).toBeLessThanOrEqual(exact);
          expect(exact).toBeLessThanOrEqual(answerBytes(plan(request), stream, spellingBound(TOY_TOKENIZER)));
        },
      ),
    );
  });

  it('counts what an earlier completion has left unshown', () => {
    const from = {
      kind: 'written',
      spelling: UNREAD,
      state: [],
      pending: 1,
      bytes: new Uint8Array(1000),
      consumed: 1,
      recent: [],
      spokenOfRecent: 0,
    } as const satisfies Snapshot;
    const request = { prompt: undefined, resume: 'x', n: 2 };
    const [without, with_] = [{ ...from, bytes: new Uint8Array() }, from].map((point) =>
      answerBytes(plan(request, point), false, 10),
    );
    expect(with_ - without).toBe(2 * 6 * 1000);
  });
});

describe('what could be longer than answers may be', () => {
  const long = new Array<number>(60_000).fill(255);
  const read = { prompt: long, echo: true, max_tokens: 0 };
  it.each([
    [{ ...read, logprobs: 1 }, 'logprobs'],
    [{ ...read, prompt: long.slice(0, 22_000), logprobs: 5 }, 'logprobs'],
    [{ ...read, prompt: long.slice(0, 5000), logprobs: 5, n: 16 }, 'n'],
    [{ ...read, n: 16, prompt: '\u0001'.repeat(65_000) }, 'n'],
  ])('is refused before anything is computed, and the field is named', (body, param) => {
    expect(() => plan(body)).toThrow(`${param}: the answer could be longer than ${MAX_ANSWER_BYTES} bytes`);
  });

  it('is not refused just because it is long', () => {
    expect(() => plan(read)).not.toThrow();
    expect(() => plan({ ...read, prompt: long.slice(0, 8192), logprobs: 5 })).not.toThrow();
    expect(() => plan({ n: 16, max_tokens: 256, logprobs: 5 })).not.toThrow();
  });

  it('is refused of suggestions too, where pieces are as long as no text needs them', () => {
    const tokenizer = { longestPiece: 10_000 } as Tokenizer;
    expect(() => refuseLongSuggestions(1, 50, tokenizer)).not.toThrow();
    expect(() => refuseLongSuggestions(8, 50, tokenizer)).toThrow('suggestions: the answer could be longer');
  });

  it('is refused of /tokenize and /detokenize', async () => {
    const app = createTestApp({ ...SETTINGS, maxBodyBytes: 1 << 20 });
    const ask = (path: string, body: object) => app.ask(path, { method: 'POST', body: JSON.stringify(body) });
    expect((await ask('/tokenize', { prompt: 'a'.repeat(100_000) })).status).toBe(200);
    expect(await failure(await ask('/tokenize', { prompt: 'a'.repeat(300_000) }))).toMatchObject({
      status: 400,
      code: 'prompt_too_long',
      param: 'prompt',
    });
    const text = await ask('/detokenize', { tokens: new Array(250_000).fill(97) });
    expect(text.status).toBe(200);
    expect((await text.arrayBuffer()).byteLength).toBeLessThan(MAX_ANSWER_BYTES);
    expect(await failure(await ask('/detokenize', { tokens: new Array(500_000).fill(9) }))).toMatchObject({
      status: 400,
      param: 'tokens',
    });
  });
});
