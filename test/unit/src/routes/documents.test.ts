import { expect, it } from 'vitest';
import { AppError } from '../../../../src/errors.ts';
import { createTestApp } from '../../../helpers/app.ts';

it.each(['/openapi.json', '/reference'])('%s needs no key, and may be kept for a while', async (path) => {
  const { ask } = createTestApp({ apiKeys: [{ id: 'a', hash: new Uint8Array(32) }] });
  const response = await ask(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
});

it.each(['/openapi.json', '/reference'])('a failure of %s may be kept by no cache', async (path) => {
  const readDocument = async () => {
    throw new AppError('misconfigured', 'There are no documents.');
  };
  const response = await createTestApp({}, { readDocument }).ask(path);
  expect(response.status).toBe(500);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

it("writes the server's address into the page, wherever it is asked for", async () => {
  const { ask } = createTestApp();
  const page = await (await ask('https://a.example:8443/reference')).text();
  expect(page).toBe('reference.html for https://a.example:8443 at {{mount}}');
});
