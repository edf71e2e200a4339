import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exposure, ownUrl, readPlace, requireFree } from '../../../../scripts/start/place.ts';

describe('HOST and PORT', () => {
  it('default to loopback and 8787', () => {
    expect(readPlace({})).toEqual({ host: '127.0.0.1', port: 8787 });
  });

  it.each(['0.0.0.0', '::', '::1', '127.0.0.2', 'localhost', '10.1.2.3'])('take the host %s', (HOST) => {
    expect(readPlace({ HOST }).host).toBe(HOST);
  });

  it.each(['', 'example.com', '1.2.3', '[::1]', '0.0.0.0:80'])('refuse the host "%s" by name', (HOST) => {
    expect(() => readPlace({ HOST })).toThrow(`HOST: got "${HOST}"`);
  });

  it.each(['', '0', '65536', '80x', '-1', '8787.5', ' 80'])('refuse the port "%s" by name', (PORT) => {
    expect(() => readPlace({ PORT })).toThrow(`PORT: got "${PORT}"`);
  });
});

it('names the address at which this machine itself reaches the server', () => {
  expect(ownUrl({ host: '0.0.0.0', port: 80 })).toBe('http://127.0.0.1:80');
  expect(ownUrl({ host: '::', port: 80 })).toBe('http://[::1]:80');
  expect(ownUrl({ host: '10.1.2.3', port: 80 })).toBe('http://10.1.2.3:80');
});

it('says aloud who can reach a host that is not loopback', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
    expect(exposure({ host, port: 80 })).toBeUndefined();
  }
  for (const host of ['0.0.0.0', '::', '10.1.2.3']) {
    expect(exposure({ host, port: 80 })).toMatch(/without a key or a rate limit/);
  }
});

describe('a place to listen', () => {
  it('that is free is left free', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(requireFree({ host: '127.0.0.1', port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use`,
    );
    server.close();
    await once(server, 'close');
    for (let i = 0; i < 2; i++) await requireFree({ host: '127.0.0.1', port });
  });

  it('that is of another machine is named', async () => {
    // 192.0.2.0/24 is kept for documents: no machine has it.
    await expect(requireFree({ host: '192.0.2.1', port: 4000 })).rejects.toThrow('192.0.2.1 is no address');
  });
});
