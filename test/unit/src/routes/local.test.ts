import { expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const BUILD = '0123456789abcdef';

it('is open to pages that have no key: an import sends none', async () => {
  const app = createTestApp({ apiKeys: keysOf({ 'key-1': 'site' }) });
  // What the test's store has not is a 404, and no 401.
  for (const path of [
    '/local.js',
    `/local/${BUILD}/worker.js`,
    '/playground/sw.js',
    `/playground/${BUILD}/page.js`,
  ])
    expect(await failure(await app.ask(path)), path).toMatchObject({ status: 404, code: 'route_not_found' });
});

it.each([
  `/local/${BUILD}/..%2fsecret.js`,
  `/local/${BUILD}/worker.txt`,
  `/local/${BUILD}/.js`,
  '/local/short/worker.js',
])('hands out nothing for %s', async (path) => {
  expect(await failure(await createTestApp().ask(path))).toMatchObject({ status: 404 });
});
