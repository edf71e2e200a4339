/**
 * Bits per byte: negative log2 likelihood of held-out text over its UTF-8 bytes. Each document starts from the zero
 * state and the start token; the state is carried through it.
 *
 * Bytes are those of the text as it is fed: every paragraph with its newline, the last one's too where the file has
 * it. The blank lines between documents are not fed and not counted, nor is the end of a document predicted.
 */
import type { StepModel } from '../../../src/contract/step-model.ts';
import type { EncodedDocument } from '../../corpus/token-source.ts';
import { logProbability } from '../../runtimes/log-probability.ts';

export interface BitsPerByte {
  documents: number;
  /** UTF-8 bytes of the documents. */
  bytes: number;
  /** Tokens that were predicted: all but the start tokens. */
  tokens: number;
  bitsPerByte: number;
}

/** Bits of one document, `tokens` beginning with the start token. `onTokens` hears of the tokens done, a few at a time. */
export async function documentBits(
  model: StepModel,
  tokens: Uint16Array,
  onTokens: (count: number) => void = () => {},
): Promise<number> {
  const state = model.initialState();
  let nats = 0;
  for (let i = 1; i < tokens.length; i++) {
    nats -= logProbability(await model.step(tokens[i - 1], state), tokens[i]);
    if (i % REPORT_EVERY === 0) onTokens(REPORT_EVERY);
  }
  onTokens((tokens.length - 1) % REPORT_EVERY);
  return nats / Math.LN2;
}

const REPORT_EVERY = 256;

/** The figure of many documents from the bits of each, in order, so that the sum does not depend on who computed it. */
export function bitsPerByte(documents: readonly EncodedDocument[], bits: readonly number[]): BitsPerByte {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const bytes = sum(documents.map((document) => document.bytes));
  return {
    documents: documents.length,
    bytes,
    tokens: sum(documents.map((document) => document.tokens.length - 1)),
    bitsPerByte: sum(bits) / bytes,
  };
}
