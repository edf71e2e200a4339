/** Server-sent events out of an async iterator, as fast as the reader reads and no faster. */

/** Ends every stream, as OpenAI's do. */
const LAST = 'data: [DONE]\n\n';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Asks proxies of the nginx kind to pass frames on at once.
  'x-accel-buffering': 'no',
};

/**
 * Answers with one event a value. A failure once the stream has begun becomes an event too, made by `onError`.
 * The reader who leaves (`signal`) ends it. `done` settles when the iterator has ended, however it ended.
 */
export function eventStream(
  values: AsyncIterable<object>,
  signal: AbortSignal,
  onError: (error: unknown) => object,
): { response: Response; done: Promise<void> } {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const utf8 = new TextEncoder();
  // A write waits for the reader; when the reader has gone, nothing else would end it.
  const left = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  left.catch(() => undefined);
  const write = (text: string) => Promise.race([writer.write(utf8.encode(text)), left]);
  const send = (value: object) => write(`data: ${JSON.stringify(value)}\n\n`);

  const pump = async () => {
    try {
      for await (const value of values) await send(value);
    } catch (error) {
      if (signal.aborted) throw error;
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
