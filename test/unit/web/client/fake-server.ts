/** A server for the client's tests: a `fetch` that answers from a list, and keeps what it was asked. */
import type { Completion } from '../../../../src/contract/answer.ts';

export interface Asked {
  url: string;
  headers: Headers;
  body: Record<string, unknown>;
  signal: AbortSignal | null | undefined;
}

/** Answers in turn; a function may wait. As `fetch` does, it fails once the signal is aborted. */
export function fakeServer(...answers: (() => Response | Promise<Response>)[]) {
  const asked: Asked[] = [];
  const send: typeof fetch = async (url, init = {}) => {
    const { body, headers, signal } = init;
    const turn = answers[asked.length];
    asked.push({ url: String(url), headers: new Headers(headers), body: JSON.parse(String(body)), signal });
    if (!turn) throw new Error(`no answer for request ${asked.length}`);
    const left = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    return Promise.race([Promise.resolve(turn()), left]);
  };
  return { fetch: send, asked };
}

/** A whole answer that says `text`. */
export function completion(text: string, more: Partial<Completion> = {}): Completion {
  return {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'random',
    system_fingerprint: 'f',
    choices: [{ index: 0, text, logprobs: null, finish_reason: 'stop', stop_reason: null }],
    ...more,
  };
}

export const answer =
  (...completion: Parameters<typeof Response.json>) =>
  () =>
    Response.json(...completion);

/** The server's envelope. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  const error = { message: `no: ${code}`, type: 'x', param: 'resume', code, request_id: 'r-1' };
  return () => Response.json({ error }, { status, headers });
}

/** A stream of frames as the server writes it. */
export function stream(...frames: (object | string)[]) {
  const text = frames.map(
    (frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`,
  );
  return () => new Response(text.join(''), { headers: { 'content-type': 'text/event-stream' } });
}

/** Everything that an iterator gives. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}
