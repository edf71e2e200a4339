/** States of texts that were read lately, so that a text that begins like one of them is not read again. */
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
  snapshot: Snapshot;
  bytes: number;
}

/** Bounded in bytes; what was not used the longest leaves first. */
export class PrefixCache {
  readonly #limitBytes: number;
  /** The least lately used first. */
  readonly #entries = new Set<Entry>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `scope` names a model, a caller and an end user of its: nothing passes from one scope to another. */
  within(scope: string): Prefixes {
    return {
      longest: (tokens, most) => {
        const found = this.#longest(scope, tokens, most);
        if (found === undefined) return undefined;
        this.#entries.delete(found);
        this.#entries.add(found);
        return { length: found.tokens.length, snapshot: found.snapshot };
      },
      add: (tokens, snapshot) => {
        const same = this.#longest(scope, tokens, tokens.length);
        if (same?.tokens.length === tokens.length) return;
        const numbers = snapshot.state.reduce((sum, part) => sum + part.length, tokens.length);
        const bytes = OVERHEAD + 2 * scope.length + 4 * (numbers + snapshot.recent.length);
        if (bytes > this.#limitBytes) return;
        this.#entries.add({ scope, tokens: Uint32Array.from(tokens), snapshot, bytes });
        this.#bytes += bytes;
        for (const oldest of this.#entries) {
          if (this.#bytes <= this.#limitBytes) break;
          this.#entries.delete(oldest);
          this.#bytes -= oldest.bytes;
        }
      },
    };
  }

  #longest(scope: string, tokens: readonly number[], most: number): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.#entries) {
      const { length } = entry.tokens;
      if (entry.scope !== scope || length > most || length <= (best?.tokens.length ?? 0)) continue;
      if (beginsWith(tokens, entry.tokens)) best = entry;
    }
    return best;
  }
}

/** Texts of one scope part late, so the end is looked at first. */
function beginsWith(tokens: readonly number[], beginning: Uint32Array): boolean {
  for (let i = beginning.length - 1; i >= 0; i--) if (tokens[i] !== beginning[i]) return false;
  return true;
}
