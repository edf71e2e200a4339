/** Text that no model has learned from, encoded. */
import type { EncodedDocument } from './token-source.ts';

/** Held-out documents of one corpus. */
export interface HeldOut {
  corpus: string;
  documents: readonly EncodedDocument[];
}
