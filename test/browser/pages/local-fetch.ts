/** Asks a model in the page by HTTP, and by the openai package, for a test. */
import OpenAI from 'openai';
import type { LocalOptions } from '../../../web/local/local.ts';

type Module = typeof import('../../../web/source/chosen.ts');

/** A request of the HTTP API. */
export interface Sent {
  method: string;
  path: string;
  /** As it goes over the wire. */
  body?: string;
}

/** What is compared of an answer. */
export interface Heard {
  status: number;
  type: string | null;
  allow: string | null;
  body: string;
}

export const heardOf = async (response: Response): Promise<Heard> => ({
  status: response.status,
  type: response.headers.get('content-type'),
  allow: response.headers.get('allow'),
  body: await response.text(),
});

let local: ReturnType<Module['openLocal']>;
let send: typeof fetch;
let openai: OpenAI;

const BODY = { model: 'english-small', prompt: 'The history', max_tokens: 12, temperature: 0.7, seed: 7 };

const page = {
  async open(script: string, options: LocalOptions): Promise<string> {
    const { localFetch, openLocal } = (await import(script)) as Module;
    local = openLocal(options);
    send = localFetch(local);
    openai = new OpenAI({ fetch: send, apiKey: 'none', dangerouslyAllowBrowser: true, maxRetries: 0 });
    return (await local).place;
  },
  async answers(requests: Sent[]): Promise<Heard[]> {
    const heard: Heard[] = [];
    for (const { method, path, body } of requests)
      heard.push(await heardOf(await send(`https://any.example${path}`, { method, body })));
    return heard;
  },
  /** By the package: a whole answer, a stream, the list of models, a model. */
  async byPackage() {
    const { data: whole, request_id } = await openai.completions.create(BODY).withResponse();
    let streamed = '';
    let frames = 0;
    for await (const { choices } of await openai.completions.create({ ...BODY, stream: true })) {
      streamed += choices[0]?.text ?? '';
      frames++;
    }
    const models: string[] = [];
    for await (const { id } of openai.models.list()) models.push(id);
    const { owned_by } = await openai.models.retrieve('english-small');
    return { text: whole.choices[0]!.text, streamed, frames, models, owned_by, request_id };
  },
  async refused() {
    const error = await openai.completions.create({ ...BODY, temperature: 3 }).catch((thrown) => thrown);
    const { status, code, param, requestID } = error as InstanceType<typeof OpenAI.APIError>;
    return { name: error.constructor === OpenAI.BadRequestError, status, code, param, requestID };
  },
  /** Leaves a stream after the second frame: by its controller, or by reading no more. How many frames came. */
  async leave(by: 'controller' | 'break'): Promise<number> {
    const stream = await openai.completions.create({ ...BODY, max_tokens: 3000, stream: true });
    let frames = 0;
    for await (const _ of stream) {
      if (++frames < 2) continue;
      if (by === 'break') break;
      stream.controller.abort();
    }
    return frames;
  },
  /** What a whole answer is rejected with when its signal is aborted at once, and when it was before. */
  async abort() {
    const controller = new AbortController();
    const ask = () =>
      send('https://any.example/complete', {
        method: 'POST',
        body: JSON.stringify({ ...BODY, max_tokens: 3000 }),
        signal: controller.signal,
      }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    const first = ask();
    controller.abort();
    return [await first, await ask()];
  },
};
export type LocalFetchPage = typeof page;

Object.assign(globalThis, { page });
