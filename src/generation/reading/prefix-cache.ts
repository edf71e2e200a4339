/** States of texts that were read lately, so that a text that begins like one of them is not read again. */
import { Lately } from './lately.ts';
import { sizeOf } from './prime.ts';
import type { Snapshot } from './snapshot.ts';

/** Bytes that an entry takes beside its numbers, roughly. */
const OVERHEAD = 200;

/** What one caller of one model may see of the cache. */
export interface Prefixes {
  /** The longest known beginning of `tokens`, at most `most` of them long. */
  longest(tokens: readonly number[], most: number): { length: number; snapshot: Snapshot } | undefined;
  /** Remembers the point after `tokens`; the snapshot must not be written to any more. */
  add(tokens: readonly number[], snapshot: Snapshot): void;
}

interface Entry {
  scope: string;
  tokens: Uint32Array;
  length: number;
  snapshot: Snapshot;
  bytes: number;
}

/** Bounded in bytes. */
export class PrefixCache extends Lately<Entry> {
  /** `scope` names a model, a caller and an end user of its: nothing passes from one scope to another. */
  within(scope: string): Prefixes {
    const longest = (tokens: readonly number[], most: number): Entry | undefined =>
      this.find(
        (entry, best) =>
          entry.scope === scope &&
          entry.length <= most &&
          entry.length > (best?.length ?? 0) &&
          beginsWith(tokens, entry.tokens),
      );
    return {
      longest,
      add: (tokens, snapshot) => {
        const { length } = tokens;
        if (longest(tokens, length)?.length === length) return;
        const bytes =
          OVERHEAD + 2 * scope.length + 4 * (length + sizeOf(snapshot.state) + snapshot.recent.length);
        this.add({ scope, tokens: Uint32Array.from(tokens), length, snapshot, bytes });
      },
    };
  }
}

/** Texts of one scope part late, so the end is looked at first. */
function beginsWith(tokens: readonly number[], beginning: Uint32Array): boolean {
  for (let i = beginning.length - 1; i >= 0; i--) if (tokens[i] !== beginning[i]) return false;
  return true;
}
