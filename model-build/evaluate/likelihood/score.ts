/** Scores documents on several threads. */
import type { EncodedDocument } from '../../corpus/token-source.ts';
import type { RuntimeName, Serving } from '../../runtimes/runtimes.ts';
import { onThreads } from '../../threads.ts';
import { type BitsPerByte, bitsPerByte } from './bits-per-byte.ts';

export interface WorkerStart extends Serving {
  runtime: RuntimeName;
  onnx: Uint8Array;
}

/** Of one document, and the runtime as it names itself, with its version. */
export interface DocumentScore {
  runtime: string;
  bits: number;
}

/** With the cache and the activations of its manifest the figures are those of a model as it is served. */
export interface Scoring extends Serving {
  onnx: Uint8Array;
  documents: readonly EncodedDocument[];
  runtime: RuntimeName;
  threads: number;
  /** Hears of the tokens done since it last heard. */
  onTokens?: (count: number) => void;
}

/** The runtime as it names itself, with its version; and the bits of each document, in order. */
export interface Score extends BitsPerByte {
  runtime: string;
  bits: number[];
}

/** @throws RangeError when there is no document; rejects with what the runtime threw. */
export async function score({ documents, threads, onTokens, ...served }: Scoring): Promise<Score> {
  if (documents.length === 0) throw new RangeError('nothing to score: no documents');
  const longestFirst = documents
    .map((_, index) => index)
    .sort((a, b) => documents[b].tokens.length - documents[a].tokens.length || a - b);
  const start: WorkerStart = served;
  const scores = await onThreads<Uint16Array, DocumentScore>({
    module: new URL('./score-worker.ts', import.meta.url),
    start,
    tasks: longestFirst.map((index) => documents[index].tokens),
    threads,
    onProgress: onTokens,
  });
  const bits = new Array<number>(documents.length);
  for (const [place, index] of longestFirst.entries()) bits[index] = scores[place].bits;
  return { ...bitsPerByte(documents, bits), runtime: scores[0].runtime, bits };
}
