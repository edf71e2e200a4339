/** Resume tokens over HTTP, on a real model: what they save, that they change nothing, and what they refuse. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { readAsKnown } from '../../src/text/as-read.ts';
import { complete, failure, isolate, post, stream, textOf } from './client.ts';
import { MODEL, putModel, readVersion, withCache } from './store.ts';

beforeAll(async () => {
  await putModel(withCache(await readVersion(MODEL)), MODEL);
});

const READ = { max_tokens: 0, resumable: true };
const GREEDY = { max_tokens: 6, temperature: 0, logprobs: 2 };
const stepsOf = async (work: () => Promise<unknown>) => {
  const { steps } = await isolate();
  await work();
  return (await isolate()).steps - steps;
};

async function tokensOf(text: string): Promise<number[]> {
  if (text === '') return [];
  const { tokens } = (await (await post('/tokenize', { prompt: text })).json()) as { tokens: number[] };
  return tokens;
}

const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 }),
      fc.constantFrom(
        'The harbour',
        ' https://a.example/b?c=d',
        '東京都',
        " don't",
        '\n\n',
        'if (a) {\n  b();',
      ),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text.isWellFormed());

it('gives the same log probabilities and text for a text sent whole and one resumed anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(), async (text, at) => {
      const characters = [...text];
      const cut = 1 + (at % characters.length);
      const { resume } = await complete({ prompt: characters.slice(0, cut).join(''), ...READ });
      const resumed = await complete({ resume, append: characters.slice(cut).join(''), ...GREEDY });
      // Token ids are read from the beginning, so that this is no comparison of the cache with itself.
      const known = readAsKnown(text).text;
      const tokens = await tokensOf(known);
      const whole = await complete({ prompt: tokens, echo: true, ...GREEDY });
      expect(resumed.resume_status).toBe('hit');
      expect(known + resumed.choices[0].text).toBe(whole.choices[0].text);
      const { token_logprobs } = whole.choices[0].logprobs!;
      const said = resumed.choices[0].logprobs!.token_logprobs;
      expect(said).toEqual(token_logprobs.slice(token_logprobs.length - said.length));
      expect(resumed.usage!.prompt_tokens).toBe((await tokensOf(text)).length);
    }),
    { numRuns: 60 },
  );
});

it('steps for a keystroke no more than the unfinished word and the new characters, however long the text', async () => {
  const text = 'The boats lay still on the grey water. '.repeat(40);
  let { resume } = await complete({ prompt: text, ...READ });
  for (const key of 'The harbour was quiet.') {
    const before = resume;
    const steps = await stepsOf(async () => {
      ({ resume } = await complete({ resume: before, append: key, ...READ }));
    });
    expect(steps).toBeLessThanOrEqual('harbour '.length + 1);
  }
});

it('counts the tokens that it need not step as cached', async () => {
  const { resume, usage } = await complete({ prompt: 'The harbour was qui', ...READ });
  const { prompt_tokens, prompt_tokens_details } = (await complete({ resume, append: 'et', ...GREEDY }))
    .usage!;
  expect(prompt_tokens_details.cached_tokens).toBeGreaterThan(0);
  expect(prompt_tokens_details.cached_tokens).toBeLessThan(usage!.prompt_tokens);
  expect(prompt_tokens).toBeGreaterThan(prompt_tokens_details.cached_tokens);
});

it('goes on writing from a continue token as if it had never stopped, streamed or not', async () => {
  const body = { prompt: 'Once', temperature: 1, seed: 3, frequency_penalty: 0.5 };
  const whole = (await complete({ ...body, max_tokens: 30 })).choices[0].text;
  const [first] = (await complete({ ...body, max_tokens: 11, resumable: true })).choices;
  const more = { resume: first.continue, temperature: 1, frequency_penalty: 0.5, max_tokens: 19 };
  expect(first.text + (await complete(more)).choices[0].text).toBe(whole);
  expect(first.text + textOf(await stream(more))).toBe(whole);
});

it('streams the same tokens as it answers whole, the resume token before any text', async () => {
  const body = { prompt: 'The harbour', max_tokens: 5, seed: 1, resumable: true };
  const frames = await stream(body);
  expect(frames[0].resume).toMatch(/^[\w-]+$/);
  expect(frames[0].choices[0].text).toBe('');
  const last = frames.at(-1)!.choices[0];
  const whole = await complete(body);
  const go = { temperature: 0, max_tokens: 8 };
  const texts = [last.continue, whole.choices[0].continue].map(
    async (resume) => (await complete({ ...go, resume })).choices[0].text,
  );
  const [a, b] = await Promise.all(texts);
  expect(a).toBe(b);
});

it('offers no tokens unless it is asked', async () => {
  const answer = await complete({ prompt: 'The harbour', max_tokens: 2 });
  expect(answer).not.toHaveProperty('resume');
  expect(answer).not.toHaveProperty('resume_status');
  expect(answer.choices[0]).not.toHaveProperty('continue');
});

it('reads the prompt where a token is of no use, and says why', async () => {
  const { resume } = await complete({ prompt: 'The harbour', ...READ });
  const prompt = 'The harbour was quiet';
  const wanted = (await complete({ prompt, ...GREEDY })).choices[0].text;
  const middle = Math.floor(resume!.length / 2);
  const forged = resume!.slice(0, middle) + (resume![middle] === 'A' ? 'B' : 'A') + resume!.slice(middle + 1);
  for (const [token, status] of [
    [forged, 'forged'],
    ['nonsense', 'malformed'],
    ['?', 'malformed'],
  ]) {
    const answer = await complete({ resume: token, append: ' was quiet', prompt, ...GREEDY });
    expect(answer.resume_status).toBe(status);
    expect(answer.choices[0].text).toBe(wanted);
  }
});

it('never answers damage with a 5xx, or with a state that is not the caller’s', async () => {
  const { resume } = await complete({ prompt: 'The harbour', ...READ });
  const damaged = fc.oneof(
    fc
      .tuple(fc.nat(resume!.length - 1), fc.constantFrom(...'AZaz09-_ é'))
      .map(([at, letter]) =>
        resume![at] === letter ? '' : resume!.slice(0, at) + letter + resume!.slice(at + 1),
      ),
    fc.nat(resume!.length - 1).map((length) => resume!.slice(0, length)),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(damaged, async (token) => {
      const response = await post('/complete', { resume: token, max_tokens: 1 });
      expect([400, 409]).toContain(response.status);
    }),
    { numRuns: 100 },
  );
  expect((await complete({ resume, max_tokens: 1 })).resume_status).toBe('hit');
});

it('answers 409 where there is no prompt to fall back on', async () => {
  const refused = await failure(post('/complete', { resume: 'nonsense', append: 'a' }));
  expect(refused).toMatchObject({
    status: 409,
    code: 'resume_unusable',
    param: 'resume',
    resume_status: 'malformed',
  });
});

it.each([
  ['append', { prompt: 'a', append: 'b' }],
  ['prompt', {}],
  ['resumable', { prompt: ['a', 'b'], resumable: true }],
])('names %s when it makes no sense', async (param, body) => {
  expect(await failure(post('/complete', body))).toMatchObject({ status: 400, param });
});

it('names append and echo where the token does not allow them', async () => {
  const answer = await complete({ prompt: 'The harbour', max_tokens: 2, resumable: true });
  const goOn = { resume: answer.choices[0].continue, append: 'b' };
  expect(await failure(post('/complete', goOn))).toMatchObject({ status: 400, param: 'append' });
  const echo = { resume: answer.resume, echo: true };
  expect(await failure(post('/complete', echo))).toMatchObject({ status: 400, param: 'echo' });
});

it('reads the end of a long prompt only if it is asked to', async () => {
  const prompt = 'water '.repeat(9000);
  expect(await failure(post('/complete', { prompt }))).toMatchObject({
    status: 400,
    code: 'prompt_too_long',
  });
  const { usage } = await complete({ prompt, truncate_prompt_tokens: -1, max_tokens: 0 });
  expect(usage!.prompt_tokens).toBe(8192);
  const few = await complete({ prompt, truncate_prompt_tokens: 5, max_tokens: 0 });
  expect(few.usage!.prompt_tokens).toBe(5);
});
