/** Scores documents on several threads: each takes the longest document that is left, until none is. */
import { Worker } from 'node:worker_threads';
import type { CacheModel } from '../../../src/contract/manifest.ts';
import type { EncodedDocument } from '../../corpus/token-source.ts';
import type { RuntimeName } from '../../runtimes/runtimes.ts';
import { type BitsPerByte, bitsPerByte } from './bits-per-byte.ts';

export interface WorkerStart {
  runtime: RuntimeName;
  onnx: Uint8Array;
  cache?: CacheModel;
}
export interface WorkerTask {
  index: number;
  tokens: Uint16Array;
}
export type WorkerMessage =
  | { type: 'ready'; runtime: string }
  | { type: 'progress'; tokens: number }
  | { type: 'bits'; index: number; bits: number };

export interface Scoring {
  onnx: Uint8Array;
  /** Mixed in where it is given: then the figures are those of the model as it is served. */
  cache?: CacheModel;
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
export async function score({ onnx, cache, documents, runtime, threads, onTokens }: Scoring): Promise<Score> {
  if (documents.length === 0) throw new RangeError('nothing to score: no documents');
  const longestFirst = documents
    .map((_, index) => index)
    .sort((a, b) => documents[b].tokens.length - documents[a].tokens.length || a - b);
  const bits = new Array<number>(documents.length).fill(0);
  let name = '';

  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const start: WorkerStart = { runtime, onnx, cache };
      const worker = new Worker(new URL('./score-worker.ts', import.meta.url), { workerData: start });
      const next = (): void => {
        const index = longestFirst.shift();
        if (index === undefined) resolve(worker.terminate().then(() => {}));
        else worker.postMessage({ index, tokens: documents[index].tokens } satisfies WorkerTask);
      };
      worker.on('error', reject);
      worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'progress') onTokens?.(message.tokens);
        else {
          if (message.type === 'ready') name = message.runtime;
          else bits[message.index] = message.bits;
          next();
        }
      });
    });

  await Promise.all(Array.from({ length: Math.min(threads, documents.length) }, runWorker));
  return { ...bitsPerByte(documents, bits), runtime: name, bits };
}
