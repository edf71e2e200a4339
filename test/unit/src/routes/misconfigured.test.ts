/** A server whose settings name what is not there blames itself, in words, and says so where somebody watches. */
import { expect, it } from 'vitest';
import { createTestApp, failure } from '../../../helpers/app.ts';

it('a request without a model is answered 500 where DEFAULT_MODEL is misspelt; one with a model is served', async () => {
  const app = createTestApp({ defaultModel: 'randm' });
  const wanted = { status: 500, code: 'misconfigured', message: expect.stringContaining('DEFAULT_MODEL') };
  expect(await failure(await app.post({ prompt: 'Hi' }))).toMatchObject(wanted);
  expect(await failure(await app.ask('/complete?prompt=Hi'))).toMatchObject(wanted);
  expect(await failure(await app.ask('/health'))).toMatchObject(wanted);
  expect((await app.post({ prompt: 'Hi', model: 'random' })).status).toBe(200);
  expect(await failure(await app.post({ prompt: 'Hi', model: 'randm' }))).toMatchObject({
    status: 404,
    param: 'model',
  });
});

it('a bucket without any model is the wrong one', async () => {
  const app = createTestApp();
  app.bucket.objects.clear();
  expect(await failure(await app.post({ prompt: 'Hi' }))).toMatchObject({
    status: 500,
    message: expect.stringContaining('bucket that is bound as MODELS'),
  });
});

it('is healthy while the store does not answer, for that passes', async () => {
  const app = createTestApp();
  app.bucket.down = true;
  expect((await app.ask('/health')).status).toBe(200);
});

it('asks the store for its health once in a while only, whatever the answer', async () => {
  for (const defaultModel of ['random', 'randm', '../x']) {
    const app = createTestApp({ defaultModel, aliasTtlMs: 30_000 });
    for (let i = 0; i < 5; i++) await app.ask('/health');
    expect(app.bucket.operations).toBeLessThanOrEqual(1);
  }
});

it('a Worker without a bucket names the binding', async () => {
  // Not by its name: it belongs to another world of types, in which Node's are not there.
  const path = new URL('../../../../src/worker.ts', import.meta.url).href;
  const { createWorker } = await import(path);
  const response: Response = await createWorker({}).fetch(
    new Request('https://afterword.example/health'),
    {},
    {},
  );
  expect(await failure(response)).toMatchObject({
    status: 500,
    code: 'misconfigured',
    message: expect.stringContaining('MODELS'),
  });
});
