/** A client of the Worker under test, by way of its real entry. */
import { exports } from 'cloudflare:workers';
import type { Completion } from '../../src/contract/answer.ts';
import type { ErrorEnvelope } from '../../src/envelope.ts';

const worker = (exports as unknown as { default: Fetcher }).default;

/** Comes from one address, as Cloudflare would say, unless the headers tell another. */
export function request(path: string, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  if (!headers.has('cf-connecting-ip')) headers.set('cf-connecting-ip', '192.0.2.1');
  return worker.fetch(`https://afterword.example${path}`, { ...init, headers });
}

/** POSTs a body; what is no string goes as JSON. */
export function post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return request(path, { method: 'POST', body: text, ...init });
}

export async function complete(body: object, path = '/complete'): Promise<Completion> {
  const response = await post(path, body);
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Frames of a streamed answer, without the last `[DONE]`, which must be there. */
export async function stream(body: object, path = '/complete'): Promise<Completion[]> {
  const response = await post(path, { ...body, stream: true });
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  const events = (await response.text()).split('\n\n');
  if (events.pop() !== '' || events.pop() !== 'data: [DONE]') throw new Error('the stream has no proper end');
  return events.map((event) => JSON.parse(event.slice('data: '.length)));
}

export const textOf = (frames: Completion[]): string => frames.map((frame) => frame.choices[0].text).join('');

export async function failure(
  response: Promise<Response>,
): Promise<ErrorEnvelope['error'] & { status: number }> {
  const { status, headers } = await response;
  const { error } = (await (await response).json()) as ErrorEnvelope;
  if (headers.get('x-request-id') !== error.request_id) throw new Error('two request ids');
  return { status, ...error };
}

interface Health {
  isolate: { steps: number; models: string[]; wasmMemoryBytes: number };
}

export async function isolate(): Promise<Health['isolate']> {
  const health: Health = await (await request('/health')).json();
  return health.isolate;
}
