/** The playground as the Worker hands it out, with its own address in it. */
import { expect, it } from 'vitest';
import { request } from './client.ts';

const pageAt = async (path: string) => (await request(path)).text();

it.each(['/', '/learn', '/classifiers'])(
  '%s names files that are kept for a year, and its own address',
  async (path) => {
    const html = await pageAt(path);
    expect(html).not.toContain('{{');
    const files = [...html.matchAll(/(?:src|href)="(\/playground\/[0-9a-f]{16}\/[^"]+)"/g)].map(
      ([, file]) => file!,
    );
    expect(files.map((file) => file.slice(file.lastIndexOf('.') + 1)).sort()).toEqual([
      'css',
      'css',
      'js',
      'svg',
    ]);
    for (const file of files) {
      const response = await request(file);
      expect(response.status, file).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toMatch(
        /^(text\/(javascript|css); charset=utf-8|image\/svg\+xml)$/,
      );
      await response.body?.cancel();
    }
  },
);

it('has a service worker for the path of the server, asked for anew each time', async () => {
  const response = await request('/playground/sw.js');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/javascript; charset=utf-8',
    'service-worker-allowed': '/',
  });
  expect(await response.text()).toContain('afterword-playground-');
});

it.each([
  '/playground/ffffffffffffffff/page.js',
  '/playground/playground.html',
  '/playground.html',
  '/learn.html',
])('has nothing at %s', async (path) => {
  expect((await request(path)).status).toBe(404);
});
