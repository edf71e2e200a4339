/** A website for tests: files by path, and the models of a folder as a Worker hands them out. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

export interface Site {
  readonly url: string;
  /** By path. */
  readonly files: Map<string, { type: string; content: string | Uint8Array }>;
  /** Headers of every page and script. */
  headers: Record<string, string>;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** `cache-control` of a path, if any. */
  freshness: (path: string) => string | undefined;
  /** Answers a path in place of the file; undefined: the file it is. */
  intercept: (path: string, response: ServerResponse) => true | undefined;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
  json: 'application/json',
};
const typeOf = (path: string) => TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';

/** `models` is laid out as models/ is; without it nothing lies under `/models/`. */
export async function openSite(models?: string): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    site.asked.push(path);
    if (site.intercept(path, response)) return;
    const found = site.files.get(path) ?? modelFile(path);
    const freshness = site.freshness(path);
    const headers = { 'access-control-allow-origin': '*', ...site.headers };
    if (!found) return response.writeHead(404, headers).end();
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': Buffer.byteLength(found.content),
      ...(freshness !== undefined && { 'cache-control': freshness }),
      ...headers,
    });
    response.end(found.content);
  });
  const modelFile = (path: string) => {
    if (!models || !path.startsWith('/models/')) return undefined;
    const file = join(models, normalize(path.slice('/models/'.length)));
    if (!file.startsWith(models) || !existsSync(file) || !statSync(file).isFile()) return undefined;
    return { type: typeOf(path), content: readFileSync(file) };
  };
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  const site: Site = {
    url: `http://127.0.0.1:${port}`,
    files: new Map(),
    headers: {},
    asked: [],
    freshness: () => undefined,
    intercept: () => undefined,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return site;
}
