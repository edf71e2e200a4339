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
  expect((await failure(await app.ask('/nothing'))).message).toBe('There is no GET /nothing.');
});
