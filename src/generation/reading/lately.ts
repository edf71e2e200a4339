/** Remembers what was of use lately, bounded in bytes: what was not used the longest leaves first. */
export class Lately<Entry extends { readonly bytes: number }> {
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

  /** The entry that `better` prefers to all others, each of which it is asked about once; it counts as used. */
  protected find(better: (entry: Entry, best: Entry | undefined) => boolean): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.#entries) if (better(entry, best)) best = entry;
    if (best && this.#entries.delete(best)) this.#entries.add(best);
    return best;
  }

  /** An entry that is larger than all may be is not kept. */
  protected add(entry: Entry): void {
    if (entry.bytes > this.#limitBytes) return;
    this.#entries.add(entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= oldest.bytes;
    }
  }
}
