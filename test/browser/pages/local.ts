/** Runs models in the page for a test. */
import type { Completion } from '../../../src/contract/answer.ts';
import type { CompletionRequest } from '../../../src/contract/completion.ts';
import type { Local, LocalOptions } from '../../../web/local/local.ts';

type Module = typeof import('../../../web/local/local.ts');

/** What is compared of an answer: everything but its name and its time. */
export type Said = Pick<Completion, 'choices' | 'usage' | 'system_fingerprint'>;

let local: Local | undefined;

const page = {
  /** Opens a model with the built script; says where it runs and where the bytes came from. */
  async open(script: string, options: LocalOptions) {
    const { openLocal } = (await import(script)) as Module;
    let last = { loaded: 0, total: 0, from: '' };
    const progress = (loaded: number, total: number, from: string) => {
      last = { loaded, total, from };
    };
    try {
      local = await openLocal({ ...options, progress });
      const { place, refused, model, version, fingerprint } = local;
      return { place, refused, model, version, fingerprint, ...last };
    } catch (error) {
      const { name, code, message } = error as Error & { code?: string };
      return { failed: { name, code, message }, ...last };
    }
  },
  async ask(requests: CompletionRequest[]): Promise<Said[]> {
    const said: Said[] = [];
    for (const request of requests) {
      const { choices, usage, system_fingerprint } = await local!.engine.complete(
        request,
        new AbortController().signal,
      );
      said.push({ choices, usage, system_fingerprint });
    }
    return said;
  },
  /** Frames of a stream, and what was thrown when it was left after the second of them. */
  async leave(request: CompletionRequest) {
    const controller = new AbortController();
    let frames = 0;
    try {
      for await (const _ of local!.engine.stream(request, controller.signal)) {
        if (++frames === 2) controller.abort();
      }
      return { frames, thrown: null };
    } catch (error) {
      return { frames, thrown: (error as Error).name };
    }
  },
  /** What it refuses, as a server would. */
  async refusal(request: CompletionRequest) {
    try {
      await local!.engine.complete(request, new AbortController().signal);
      return null;
    } catch (error) {
      const { code, param, message } = error as Error & { code?: string; param?: string };
      return { code, param, message };
    }
  },
  /** Closes it, and says what a question of later is answered with. */
  async close(): Promise<string> {
    local?.engine.close();
    return page.ask([{ prompt: 'a' }]).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  },
  /** Fetches everything once: a browser that is debugged keeps what it has fetched, again and again. */
  fetchOnce(): void {
    const { fetch } = globalThis;
    const bodies = new Map<string, Promise<ArrayBuffer>>();
    globalThis.fetch = async (url, init) => {
      const body = bodies.get(String(url)) ?? fetch(url, init).then((response) => response.arrayBuffer());
      bodies.set(String(url), body);
      return new Response(await body);
    };
  },
  /** Turns over one bit in the middle of each kept file of at least this length; how many. */
  async spoil(leastBytes: number): Promise<number> {
    const cache = await caches.open('afterword-models');
    let spoiled = 0;
    for (const request of await cache.keys()) {
      const bytes = new Uint8Array(await (await cache.match(request))!.arrayBuffer());
      if (bytes.length < leastBytes) continue;
      bytes[bytes.length >> 1]! ^= 1;
      await cache.put(request, new Response(bytes));
      spoiled++;
    }
    return spoiled;
  },
};
export type LocalPage = typeof page;

Object.assign(globalThis, { page });
