/** What publishing needs of object storage. Local R2 and R2's S3 side are the two that have it. */

/** An object that was read from a store. */
export interface StoredObject {
  bytes: Uint8Array;
  /** Stands for the bytes in a `Condition`; means something only to the store that gave it. */
  etag: string;
}

/** An entry of a listing: the key of an object and its size in bytes. */
export interface Listed {
  key: string;
  bytes: number;
}

/** When a write may happen: the key holds nothing yet, or still what carried this etag. */
export type Condition = 'absent' | { etag: string };

/** Keys are the layout of `models/`: `<name>/alias.json`, `<name>/<version>/<file>`. Methods throw when the store fails. */
export interface ModelStore {
  /** For messages, for example `local R2`. */
  readonly place: string;
  get(key: string): Promise<StoredObject | null>;
  /** Writes all of it or nothing. False when the condition does not hold. */
  putIf(key: string, bytes: Uint8Array, condition: Condition): Promise<boolean>;
  /** Every object whose key begins with `prefix`. */
  list(prefix: string): Promise<Listed[]>;
  /** Removes an object, if there is one. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Keys that a store hands out at once; it may give fewer. Both kinds of R2 allow no more. */
export const PAGE_KEYS = 1000;
