/** Documents encoded in several threads, for machines with many cores; the tokens are those of one thread. */
import { ThreadPool } from '../threads.ts';

/** Documents one after the other, as they travel to a thread. */
export interface EncodingTask {
  /** UTF-8 of all documents. */
  text: Uint8Array<ArrayBuffer>;
  /** Where each ends in `text`. */
  ends: Float64Array;
}

/** What a thread makes of them. */
export interface EncodingResult {
  /** Tokens of all documents, each with its start token first. */
  tokens: Uint16Array;
  /** Where each ends in `tokens`. */
  ends: Float64Array;
  /** UTF-8 bytes of each document's text. */
  bytes: Float64Array;
}

/** Bytes of text in one task: large enough that sending it costs little, small enough that no thread waits long. */
const TASK_BYTES = 1_000_000;

/** Threads that encode with one tokenizer. Close them. */
export class Encoders {
  readonly #pool: ThreadPool<EncodingTask, EncodingResult>;

  constructor(tokenizerJson: unknown, threads: number) {
    const module = new URL('./encode-worker.ts', import.meta.url);
    this.#pool = new ThreadPool({ module, start: tokenizerJson, threads });
  }

  /** Results of stretches of the documents, in their order. */
  encode(documents: readonly Buffer[]): Promise<EncodingResult[]> {
    const tasks: Promise<EncodingResult>[] = [];
    for (let from = 0; from < documents.length; ) {
      let to = from;
      for (let size = 0; to < documents.length && size < TASK_BYTES; to++) size += documents[to]!.length;
      tasks.push(this.#pool.run(packed(documents.slice(from, to))));
      from = to;
    }
    return Promise.all(tasks);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Copied: a document is a view of a chunk of the file, and a view would take the whole chunk along. */
function packed(documents: readonly Buffer[]): EncodingTask {
  const text = new Uint8Array(documents.reduce((sum, { length }) => sum + length, 0));
  const ends = new Float64Array(documents.length);
  let at = 0;
  documents.forEach((document, i) => {
    text.set(document, at);
    at += document.length;
    ends[i] = at;
  });
  return { text, ends };
}
