import { expect, it } from 'vitest';
import type { Engine } from '../../../../web/local/engine.ts';
import { wordsOf } from '../../../../web/playground/bench.ts';
import { Server } from '../../../../web/playground/server.ts';
import { pageSide, serverSide } from '../../../../web/playground/sides.ts';

const signal = new AbortController().signal;
const ANSWER = {
  model: 'm',
  system_fingerprint: 'f',
  choices: [
    { index: 0, text: 'é', confidence: 0.5, finish_reason: 'stop', stop_reason: null, logprobs: null },
  ],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 1,
    total_tokens: 10,
    prompt_tokens_details: { cached_tokens: 0 },
  },
};

function serverOf(answer: () => Response) {
  const asked: { url: string; body: unknown; bytes: number; key: string | null }[] = [];
  const server = new Server('https://a.example/ai/', async (url, init) => {
    const text = String(init?.body ?? '');
    const key = new Headers(init?.headers).get('authorization');
    asked.push({
      url: String(url),
      body: text && JSON.parse(text),
      bytes: new TextEncoder().encode(text).length,
      key,
    });
    return answer();
  });
  return { server, asked };
}

it('measures the bytes of a key, up and down', async () => {
  const text = JSON.stringify(ANSWER);
  const { server, asked } = serverOf(() => new Response(text));
  const ask = serverSide(server).typing({ suggestions: 3, stop_at: 'word' });
  const keystroke = await ask('ein Gruß', ' danach', signal);
  expect(keystroke).toMatchObject({ place: 'server', received: new TextEncoder().encode(text).length });
  expect(keystroke.sent).toBe(asked[0]!.bytes);
  expect(keystroke.completion.choices[0]!.text).toBe('é');
  expect(asked[0]).toMatchObject({
    url: 'https://a.example/ai/complete',
    body: { prompt: 'ein Gruß', suffix: ' danach', suggestions: 3, stop_at: 'word' },
  });
});

it('sends the key that it is told, from then on', async () => {
  const { server, asked } = serverOf(() => Response.json({ data: [] }));
  await server.models();
  server.apiKey = 'secret';
  await server.models();
  server.apiKey = '';
  await server.models();
  expect(asked.map(({ key }) => key)).toEqual([null, 'Bearer secret', null]);
});

it('says in the server’s words what it refuses, and in its own what the network does', async () => {
  const envelope = {
    error: { message: 'A key is wanted.', code: 'invalid_api_key', type: 'x', param: null },
  };
  const { server } = serverOf(() => Response.json(envelope, { status: 401 }));
  expect(wordsOf(await server.models().catch((error) => error))).toBe('A key is wanted.');
  expect(wordsOf(new TypeError('Failed to fetch'))).toBe('The server cannot be reached.');
  expect(wordsOf(new TypeError('x is not a function'))).toBe('x is not a function');
});

it('asks the model in the page the same, and nothing travels', async () => {
  const asked: object[] = [];
  const engine = {
    complete: async (request: object, _: AbortSignal, __: string, told?: (read: number) => void) => {
      asked.push(request);
      told?.(4);
      return ANSWER;
    },
    async *stream() {
      for (const text of ['a', '', 'b']) yield { choices: [{ text }] };
    },
  } as unknown as Engine;
  const side = pageSide({ engine });
  const keystroke = await side.typing({ suggestions: 3 })('before', 'after', signal);
  expect(keystroke).toMatchObject({ place: 'page', sent: 0, received: 0, read: 4 });
  expect(asked).toEqual([{ suggestions: 3, prompt: 'before', suffix: 'after' }]);
  const pieces: string[] = [];
  for await (const piece of side.stream({ prompt: 'a' }, signal)) pieces.push(piece);
  expect(pieces).toEqual(['a', 'b']);
});
