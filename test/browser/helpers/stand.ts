/** A site of its own for a test: pages, the built element, and a server that answers `/complete` as it is told. */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../../..');

/** A module of ours, with everything that it imports. */
export async function bundleForTest(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    format: 'esm',
    write: false,
    target: 'es2024',
  });
  return outputFiles[0].text;
}

export interface Asked {
  prompt: string;
  body: Record<string, unknown>;
}

export interface Stand {
  readonly url: string;
  /** What was posted to `/complete`, in order. */
  readonly asked: Asked[];
  /** Bytes that came with requests. */
  bytes: number;
  /** Paths with what they answer: HTML, or a script for `.js`. */
  readonly pages: Map<string, string>;
  /** Headers of every page. */
  headers: Record<string, string>;
  /** Answers `/complete`. */
  complete: (asked: Asked) => Promise<{ status?: number; headers?: Record<string, string>; body: string }>;
  close(): Promise<void>;
}

/** An answer of Afterword's with these choices. */
export const answerWith = (...texts: string[]): { body: string } => ({
  body: JSON.stringify({
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'stand',
    system_fingerprint: 'stand',
    choices: (texts.length === 0 ? [''] : texts).map((text, index) => ({
      index,
      text,
      confidence: 0.9,
      logprobs: null,
      finish_reason: 'stop',
      stop_reason: null,
    })),
    usage: {
      prompt_tokens: 1,
      completion_tokens: 1,
      total_tokens: 2,
      prompt_tokens_details: { cached_tokens: 0 },
    },
  }),
});

/** Goes on with a known text, a word or some at a time. */
export const continuing =
  (text: string, words = 1) =>
  async ({ prompt }: Asked): Promise<{ body: string }> => {
    if (!text.startsWith(prompt)) return answerWith();
    const [rest = ''] = new RegExp(`^(\\s*\\S*){${words}}`).exec(text.slice(prompt.length)) ?? [];
    return rest === '' ? answerWith() : answerWith(rest);
  };

export async function openStand(): Promise<Stand> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stand').pathname;
    const cors = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-max-age': '86400',
    };
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end();
    if (path === '/complete') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', async () => {
        const text = Buffer.concat(chunks).toString();
        stand.bytes += text.length;
        const body = JSON.parse(text);
        const asked = { prompt: body.prompt as string, body };
        stand.asked.push(asked);
        const answer = await stand.complete(asked);
        const headers = { 'content-type': 'application/json', ...cors, ...answer.headers };
        response.writeHead(answer.status ?? 200, headers).end(answer.body);
      });
      return;
    }
    const page = stand.pages.get(path);
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': `${type}; charset=utf-8`,
      'access-control-allow-origin': '*',
      ...stand.headers,
    });
    response.end(page ?? '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address() as { port: number };
  const stand: Stand = {
    url: `http://127.0.0.1:${address.port}`,
    asked: [],
    bytes: 0,
    pages: new Map(),
    headers: {},
    complete: async () => answerWith(),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return stand;
}
