/** Bits per byte of several corpora, each with its interval over documents, and of all of them together. */
import type { HeldOut } from '../../corpus/held-out.ts';
import type { EncodedDocument } from '../../corpus/token-source.ts';
import { bootstrap, type Estimate, type Part } from './bootstrap.ts';

export interface CorpusBits extends Estimate {
  documents: number;
}

export interface ByCorpus {
  /** All documents together: a corpus counts by its bytes. */
  bitsPerByte: Estimate;
  corpora: Record<string, CorpusBits>;
}

/** A document's part in a figure. */
export const bitsParts = (documents: readonly EncodedDocument[], bits: readonly number[]): Part[] =>
  documents.map(({ bytes }, i) => ({ numerator: bits[i], denominator: bytes }));

/** `bitsOf` gives the bits of each document, in order. */
export async function byCorpus(
  held: readonly HeldOut[],
  bitsOf: (documents: HeldOut['documents']) => Promise<number[]> | number[],
): Promise<ByCorpus> {
  const corpora: ByCorpus['corpora'] = {};
  const all: Part[] = [];
  for (const { corpus, documents } of held) {
    const parts = bitsParts(documents, await bitsOf(documents));
    corpora[corpus] = { ...bootstrap(parts), documents: documents.length };
    all.push(...parts);
  }
  return { bitsPerByte: bootstrap(all), corpora };
}
