import { expect, it } from 'vitest';
import { createTestApp, failure } from '../../../helpers/app.ts';

const app = createTestApp();

it.each([
  ['/complete/', '/complete'],
  ['//complete', '/complete'],
  ['/v1//completions/', '/v1/completions'],
  ['/completions', '/v1/completions'],
  ['/models', '/v1/models'],
  ['/v1/v1/completions', '/v1/completions'],
  ['/v1/complete', '/complete'],
  ['/V1/Completions', '/v1/completions'],
  ['/v1/chat/completions', '/v1/completions'],
  ['/v1/engines/english/completions', '/v1/completions'],
  ['/openai/v1/completions', '/v1/completions'],
  ['/v1/models/english/', '/v1/models/english'],
  ['/models/english', '/v1/models/english'],
  ['//v1/models//english', '/v1/models/english'],
  ['/models/english//1.0.0/manifest.json', '/models/english/1.0.0/manifest.json'],
  ['/generate_stream', '/complete'],
  ['/api/chat/', '/complete'],
  ['/infill', '/complete'],
  ['/api/tags', '/v1/models'],
])('%s is a 404 that names %s', async (path, meant) => {
  const { status, message } = await failure(
    await app.ask(`https://afterword.example${path}`, { method: 'POST' }),
  );
  expect({ status, message }).toEqual({
    status: 404,
    message: `There is no POST ${path}. Did you mean ${meant}?`,
  });
});

it('guesses nothing where nothing is near', async () => {
  for (const path of ['/nothing', '/v1', '/models/a/b', '/favicon.ico', '/complete/more'])
    expect((await failure(await app.ask(path))).message).toBe(`There is no GET ${path}.`);
});
