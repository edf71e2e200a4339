/**
 * What an isolate holds in memory, bounded in bytes.
 *
 * Users lease a resident while they work with it. When another one needs the room, idle residents leave, the longest
 * unused first; busy ones retire: they take no new users and leave when the last has gone. Waiting is done by asking
 * again after a pause, never on another request's promise, because a cancelled request may never settle its own.
 */
import { AppError } from '../errors.ts';

/** Pauses before a request gives up waiting for room: half a minute at 5 ms. */
const MAX_PAUSES = 6000;
/** Pauses before a load is taken for dead: its request may have been ended, and a promise of it never settles. */
export const PAUSES_OF_A_LOAD = 2000;

/** A resident for the time of its use; `release` may be called twice. */
export interface Lease<T> {
  readonly value: T;
  /** To be called once or more; only the first call counts. */
  release(): void;
}

interface Entry<T> {
  value: Promise<T>;
  /** Set once `value` has settled; an idle resident always has it. */
  loaded?: T;
  /** Why it will never be loaded. */
  failure?: { error: unknown };
  /** Memory it takes, once it is resident. */
  bytes: number;
  users: number;
  /** Room is reserved. */
  resident: boolean;
  retiring: boolean;
  /** Disposed of. */
  left?: boolean;
  usedAt: number;
}

/**
 * Makes a value. It calls `room` with the bytes it will take, before it takes them and once it is sure of them;
 * `alone` asks for all the room there is.
 */
export type Load<T> = (room: (bytes: number, alone?: boolean) => Promise<void>) => Promise<T>;

/** Residents by key, within a limit of bytes. */
export class Residents<T extends { dispose(): void }> {
  readonly #limitBytes: () => number;
  readonly #pause: () => Promise<void>;
  readonly #entries = new Map<string, Entry<T>>();
  #clock = 0;

  /** `limitBytes` tells what all of them may take together; `pause` waits a few milliseconds. */
  constructor(limitBytes: () => number, pause: () => Promise<void>) {
    this.#limitBytes = limitBytes;
    this.#pause = pause;
  }

  /** What is loaded under a key; nobody may use it without a lease. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)?.loaded;
  }

  /** How many leases are out. */
  users(): number {
    return [...this.#entries.values()].reduce((sum, { users }) => sum + users, 0);
  }

  /** Keys of what is loaded, in order of arrival. */
  keys(): string[] {
    return [...this.#entries].filter(([, entry]) => entry.loaded !== undefined).map(([key]) => key);
  }

  /**
   * A lease on the value of `key`, loaded if need be; requests for the same key share one load.
   * A failed load is forgotten at once. Throws what `load` throws, `model_too_large`, `model_busy`.
   */
  async acquire(key: string, load: Load<T>): Promise<Lease<T>> {
    for (let pauses = 0; pauses < MAX_PAUSES; pauses++) {
      const entry = this.#entries.get(key);
      if (entry === undefined) return this.#lease(key, this.#start(key, load), true);
      if (!entry.retiring) {
        const lease = await this.#lease(key, entry, false);
        if (lease) return lease;
      } else await this.#pause();
    }
    throw busy(key);
  }

  /** `own`: the load is this request's. Undefined when the load of another one has died; it is then forgotten. */
  async #lease(key: string, entry: Entry<T>, own: true): Promise<Lease<T>>;
  async #lease(key: string, entry: Entry<T>, own: false): Promise<Lease<T> | undefined>;
  async #lease(key: string, entry: Entry<T>, own: boolean): Promise<Lease<T> | undefined> {
    entry.users++;
    entry.usedAt = ++this.#clock;
    const value = own ? await entry.value : await this.#settled(entry);
    if (value === undefined) {
      entry.users--;
      this.#abandon(key, entry);
      return undefined;
    }
    let released = false;
    return {
      value,
      release: () => {
        if (released) return;
        released = true;
        entry.users--;
        if (entry.retiring) this.#leave(key, entry);
      },
    };
  }

  /** What another request loads, seen by looking again and again. Undefined when that takes too long. */
  async #settled(entry: Entry<T>): Promise<T | undefined> {
    for (let pauses = 0; pauses < PAUSES_OF_A_LOAD; pauses++) {
      if (entry.loaded !== undefined) return entry.loaded;
      if (entry.failure) throw entry.failure.error;
      await this.#pause();
    }
    return entry.loaded;
  }

  /** A load that is not waited for any more; should it end after all, nobody uses what it has made. */
  #abandon(key: string, entry: Entry<T>): void {
    entry.retiring = true;
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #start(key: string, load: Load<T>): Entry<T> {
    const entry: Entry<T> = {
      value: Promise.resolve().then(() => load((bytes, alone) => this.#room(key, entry, bytes, alone))),
      bytes: 0,
      users: 0,
      resident: false,
      retiring: false,
      usedAt: 0,
    };
    this.#entries.set(key, entry);
    entry.value.then(
      (value) => {
        entry.loaded = value;
      },
      (error) => {
        entry.failure = { error };
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry;
  }

  /** Settles once the entry may take up its memory. */
  async #room(key: string, entry: Entry<T>, bytes: number, alone = false): Promise<void> {
    const limit = this.#limitBytes();
    if (bytes > limit) {
      throw new AppError('model_too_large', `${key} takes ${bytes} bytes of memory, of ${limit}.`);
    }
    for (let pauses = 0; pauses < MAX_PAUSES; pauses++) {
      const wanted = alone ? this.#limitBytes() : bytes;
      if (this.#cleared(wanted)) {
        entry.bytes = wanted;
        entry.resident = true;
        return;
      }
      await this.#pause();
    }
    throw busy(key);
  }

  /** Sends residents away until `bytes` more fit; false when some are still at work. */
  #cleared(bytes: number): boolean {
    const residents = [...this.#entries].filter(([, entry]) => entry.resident);
    residents.sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const limit = this.#limitBytes();
    let total = residents.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    let clear = true;
    for (const [key, entry] of residents) {
      if (total + bytes <= limit) break;
      entry.retiring = true;
      if (entry.users > 0) clear = false;
      else this.#leave(key, entry);
      total -= entry.bytes;
    }
    return clear;
  }

  #leave(key: string, entry: Entry<T>): void {
    if (entry.users > 0 || entry.left) return;
    entry.left = true;
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.loaded?.dispose();
  }
}

function busy(key: string): AppError {
  return new AppError('model_busy', `${key} waits for another model to finish; try again shortly.`);
}
