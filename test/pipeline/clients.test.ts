/** The clients that people already have, unchanged, against the Worker as wrangler bundles it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { writeRandomModel } from '../fixtures/random-model.ts';

const server = createTestHarness({
  root: join(import.meta.dirname, '../..'),
  workers: [{ configPath: './wrangler.toml', vars: { DEFAULT_MODEL: 'random', ALIAS_TTL_SECONDS: '0' } }],
});
let baseURL: string;
let models: string;

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'afterword-clients-'));
  await writeRandomModel(models);
  const { url } = await server.listen();
  baseURL = new URL('/v1', url).href;
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);
});
afterAll(async () => {
  await server.close();
  await rm(models, { recursive: true, force: true });
});

const BODY = { model: 'random', prompt: 'The history', max_tokens: 10, seed: 7 };

describe('the openai package', () => {
  const client = () => new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });

  it('reads an answer with every field that it knows', async () => {
    const answer = await client().completions.create({ ...BODY, n: 2, logprobs: 3, echo: true });
    expect(answer.object).toBe('text_completion');
    expect(answer.system_fingerprint).toMatch(/^[0-9a-f]{16}-/);
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1]);
    for (const { text, logprobs, finish_reason } of answer.choices) {
      expect(text.startsWith(BODY.prompt)).toBe(true);
      expect(['stop', 'length']).toContain(finish_reason);
      expect(logprobs!.tokens!.length).toBe(logprobs!.text_offset!.length);
    }
    const { prompt_tokens, completion_tokens, total_tokens } = answer.usage!;
    expect(prompt_tokens + completion_tokens).toBe(total_tokens);
  });

  it('reads a stream, which is the answer in pieces, and its usage', async () => {
    const whole = await client().completions.create(BODY);
    const options = { include_usage: true };
    let text = '';
    let finish: string | undefined;
    let usage: OpenAI.CompletionUsage | undefined;
    const chunks = await client().completions.create({ ...BODY, stream: true, stream_options: options });
    for await (const chunk of chunks) {
      text += chunk.choices[0]?.text ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0].text);
    expect(finish).toBe(whole.choices[0].finish_reason);
    // The same text a second time needs fewer steps, and only that differs.
    const { prompt_tokens_details, ...same } = usage!;
    expect(whole.usage).toMatchObject(same);
    expect(prompt_tokens_details!.cached_tokens).toBeGreaterThanOrEqual(0);
  });

  it('throws the errors that it throws for OpenAI', async () => {
    const refused = client().completions.create({ ...BODY, temperature: 3 });
    await expect(refused).rejects.toBeInstanceOf(BadRequestError);
    await expect(refused).rejects.toMatchObject({ param: 'temperature', code: 'invalid_value' });
    await expect(client().completions.create({ ...BODY, model: 'nothing' })).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });

  it('lists the models', async () => {
    const names = [];
    for await (const { id } of client().models.list()) names.push(id);
    expect(names).toContain('random');
  });
});

describe("the AI SDK's openai-compatible provider", () => {
  const model = () =>
    createOpenAICompatible({ name: 'afterword', baseURL, includeUsage: true }).completionModel('random');
  const settings = { prompt: 'The history', maxOutputTokens: 10, seed: 7, temperature: 1, maxRetries: 0 };

  it('generates', async () => {
    const { text, finishReason, usage } = await generateText({ model: model(), ...settings });
    expect(text.length).toBeGreaterThan(0);
    expect(['stop', 'length']).toContain(finishReason);
    expect(usage.outputTokens).toBeLessThanOrEqual(10);
    expect(usage.totalTokens).toBe(usage.inputTokens! + usage.outputTokens!);
  });

  it('streams what it generates', async () => {
    const { text } = await generateText({ model: model(), ...settings });
    const streamed = streamText({ model: model(), ...settings });
    let pieces = '';
    for await (const piece of streamed.textStream) pieces += piece;
    expect(pieces).toBe(text);
    expect((await streamed.usage).totalTokens).toBeGreaterThan(0);
  });
});
