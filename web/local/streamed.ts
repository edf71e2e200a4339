/** Answers that come in frames, apart: who types wants suggestions, which come at once. */

/** One that is not answered yet: what `frame` is told is what its order asks for. */
export interface Question<Told> {
  frame(told: Told, read?: number): void;
  end(error?: Error): void;
}

/** Frames in the order of their arrival, however fast they are read. Whoever stops reading has left: `begin`'s signal tells. */
export async function* streamed<Told>(
  signal: AbortSignal,
  begin: (left: AbortSignal, question: Question<Told>) => void,
): AsyncGenerator<Told> {
  const unread = new AbortController();
  const arrived: Told[] = [];
  let ended: { error?: Error } | undefined;
  let wake = () => {};
  begin(AbortSignal.any([signal, unread.signal]), {
    frame(told) {
      arrived.push(told);
      wake();
    },
    end(error) {
      ended = { error };
      wake();
    },
  });
  try {
    while (true) {
      // Who has left hears nothing of what had arrived by then.
      signal.throwIfAborted();
      const next = arrived.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (ended?.error) throw ended.error;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    unread.abort();
  }
}
