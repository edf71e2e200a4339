/** The script for pages, from the Worker itself. */
import { expect, it } from 'vitest';
import { request } from './client.ts';

interface Info {
  path: string;
  integrity: string;
  bytes: number;
}

const info = async () => (await (await request('/ghost-text.json')).json()) as Info;

const integrityOf = async (response: Response): Promise<string> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-384', await response.arrayBuffer()));
  return `sha384-${btoa(String.fromCharCode(...hash))}`;
};

it('may be loaded by every site, though completions are for some, and is asked for again soon', async () => {
  const response = await request('/ghost-text.js', { headers: { origin: 'https://elsewhere.example' } });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  });
  expect(await integrityOf(response)).toBe((await info()).integrity);
});

it('has an address of its own for a year, with the integrity that is told', async () => {
  const { path, integrity, bytes } = await info();
  expect(path).toMatch(/^\/ghost-text\.js\?v=\d+\.\d+\.\d+-[0-9a-f]{16}$/);
  const response = await request(path, { headers: { origin: 'https://elsewhere.example' } });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const copy = response.clone();
  expect((await copy.arrayBuffer()).byteLength).toBe(bytes);
  expect(await integrityOf(response)).toBe(integrity);
});

it('is not sent again to whoever has it', async () => {
  const etag = (await request('/ghost-text.js')).headers.get('etag') ?? '';
  const again = await request('/ghost-text.js', { headers: { 'if-none-match': `W/${etag}` } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

it('of another version is not there, and the answer names what is', async () => {
  const response = await request('/ghost-text.js?v=0.0.1-0123456789abcdef');
  const { path } = await info();
  expect(response.status).toBe(404);
  expect(await response.text()).toContain(path);
});
