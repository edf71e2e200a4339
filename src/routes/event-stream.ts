/** Server-sent events out of an async iterator, as fast as the reader reads and no faster. */
import { utf8 } from '../text/utf8.ts';

/** Ends every stream, as OpenAI's do. */
const LAST = 'data: [DONE]\n\n';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Asks proxies of the nginx kind to pass frames on at once.
  'x-accel-buffering': 'no',
};

/** How long an event may wait for a reader who does not read, in ms: as long as he stays, he holds a model. */
const PATIENCE_MS = 60_000;

/**
 * Answers with one event a value. A failure once the stream has begun becomes an event too, made by `onError`.
 * The reader who leaves (`signal`) ends it, and so does the one who takes nothing for `patienceMs`. `done` settles when the iterator has ended, however it ended.
 */
export function eventStream(
  values: AsyncIterable<object>,
  signal: AbortSignal,
  onError: (error: unknown) => object,
  patienceMs = PATIENCE_MS,
): { response: Response; done: Promise<void> } {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  // A write waits for the reader; when the reader has gone, nothing else would end it.
  const left = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  left.catch(() => undefined);
  let stalled = false;
  const write = async (text: string) => {
    let forget = () => {};
    const tired = new Promise<never>((_resolve, reject) => {
      const timer = setTimeout(() => {
        stalled = true;
        reject(new Error('the reader takes nothing'));
      }, patienceMs);
      forget = () => clearTimeout(timer);
    });
    try {
      await Promise.race([writer.write(utf8.encode(text)), left, tired]);
    } finally {
      forget();
    }
  };
  const send = (value: object) => write(`data: ${JSON.stringify(value)}\n\n`);

  const pump = async () => {
    try {
      for await (const value of values) await send(value);
    } catch (error) {
      if (signal.aborted || stalled) throw error;
      await send(onError(error));
    }
    await write(LAST);
    await writer.close();
  };
  // A reader that has gone needs no telling; the writer is told, so that it holds nothing any more.
  const done = pump().catch((error) => {
    writer.abort(error).catch(() => undefined);
  });
  return { response: new Response(readable, { headers: HEADERS }), done };
}
