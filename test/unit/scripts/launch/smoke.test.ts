import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { smoke } from '../../../../scripts/launch/smoke.ts';

let server: Server;
afterEach(() => void server.close());

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const ANSWER = JSON.stringify({ model: 'english', choices: [{ text: ' city' }] });
const pauses: number[] = [];
const pause = async (ms: number) => void pauses.push(ms);

it('tells what the Worker completed, with a key where one is given', async () => {
  const keys: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    keys.push(request.headers.authorization);
    response.end(request.url === '/health' ? '{}' : ANSWER);
  });
  expect(await smoke(url, { apiKey: 'secret' })).toContain('as english: “ city”');
  await smoke(url, { apiKey: '' });
  expect(keys).toEqual([undefined, 'Bearer secret', undefined, undefined]);
});

it('waits for an address that is not known yet, longer each time', async () => {
  let asked = 0;
  const url = await serve((request, response) => {
    response.statusCode = ++asked < 4 ? [404, 503, 522][asked - 1]! : 200;
    response.end(request.url === '/health' ? '{}' : ANSWER);
  });
  pauses.length = 0;
  await smoke(url, { pause });
  expect(pauses).toEqual([1000, 2000, 4000]);
});

it('a key that is not known is told at once', async () => {
  const url = await serve((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : 401;
    response.end('{"error":"invalid_api_key"}');
  });
  pauses.length = 0;
  await expect(smoke(url, { pause })).rejects.toThrow('/complete answered 401: {"error":"invalid_api_key"}');
  expect(pauses).toEqual([]);
});

it('a Worker that stays broken, or answers nothing, fails with its last words', async () => {
  const url = await serve((_, response) => {
    response.statusCode = 500;
    response.end('misconfigured');
  });
  await expect(smoke(url, { pause })).rejects.toThrow('/health answered 500: misconfigured');
  server.close();
  const empty = await serve((_, response) => void response.end('{"choices":[]}'));
  await expect(smoke(empty, { pause })).rejects.toThrow('answered 200 without a text');
});
