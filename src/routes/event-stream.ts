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
  const send = (value: object) => writer.write(utf8.encode(`data: ${JSON.stringify(value)}\n\n`));
  // A write waits for the reader; when the reader has gone, it must not wait for ever.
  const leave = () => void writer.abort(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', leave);

  const pump = async () => {
    try {
      for await (const value of values) await send(value);
    } catch (error) {
      if (signal.aborted) return;
      await send(onError(error));
    }
    await writer.write(utf8.encode(LAST));
    await writer.close();
  };
  const done = pump()
    .catch(() => undefined)
    .finally(() => signal.removeEventListener('abort', leave));
  return { response: new Response(readable, { headers: HEADERS }), done };
}
