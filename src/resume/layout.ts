/**
 * A snapshot in bytes, little-endian as every engine with WebAssembly keeps its floats:
 *
 *     kind u8 (1 read, 2 written) | bytes u16 | recent u16 | spokenOfRecent u16 | consumed u32 | pending u32 | spelling u16
 *     rng 4 x u32 (written only) | recent u16 each | bytes | state vectors f32, one after the other
 */
import type { State } from '../contract/step-model.ts';
import { sizeOf } from '../generation/reading/prime.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import { packSpelling, unpackSpelling } from '../text/spelling.ts';

const KINDS = { read: 1, written: 2 } as const;
/** Bytes before what differs in length. */
export const FIXED = 17;
const RNG = 4;
const MOST = 0xffff;

/** Undefined for a vocabulary or an unshown end that the layout has no room for. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array | undefined {
  const { kind, state, pending, bytes, consumed, recent, spokenOfRecent, rng, spelling } = snapshot;
  if (bytes.length > MOST || recent.length > MOST || recent.some((token) => token > MOST)) return undefined;
  const coins = rng ?? new Int32Array(0);
  const out = new Uint8Array(FIXED + 4 * (coins.length + sizeOf(state)) + 2 * recent.length + bytes.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, KINDS[kind]);
  view.setUint16(1, bytes.length, true);
  view.setUint16(3, recent.length, true);
  view.setUint16(5, spokenOfRecent, true);
  view.setUint32(7, consumed, true);
  view.setUint32(11, pending, true);
  view.setUint16(15, packSpelling(spelling), true);
  let at = FIXED;
  for (const coin of coins) {
    view.setInt32(at, coin, true);
    at += 4;
  }
  for (const token of recent) {
    view.setUint16(at, token, true);
    at += 2;
  }
  out.set(bytes, at);
  at += bytes.length;
  for (const { buffer, byteOffset, byteLength } of state) {
    out.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return out;
}

/** `like` gives the sizes of the state vectors. Undefined when the bytes are of another length or kind. */
export function decodeSnapshot(encoded: Uint8Array, like: State): Snapshot | undefined {
  if (encoded.length < FIXED) return undefined;
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  const spelling = unpackSpelling(view.getUint16(15, true));
  if (spelling === undefined) return undefined;
  const kind = view.getUint8(0) === KINDS.read ? 'read' : 'written';
  if (view.getUint8(0) !== KINDS[kind]) return undefined;
  const byteCount = view.getUint16(1, true);
  const recentCount = view.getUint16(3, true);
  const coins = kind === 'written' ? RNG : 0;
  if (encoded.length !== FIXED + 4 * (coins + sizeOf(like)) + 2 * recentCount + byteCount) return undefined;
  let at = FIXED;
  const rng = Int32Array.from({ length: coins }, (_, i) => view.getInt32(at + 4 * i, true));
  at += 4 * coins;
  const recent = Array.from({ length: recentCount }, (_, i) => view.getUint16(at + 2 * i, true));
  at += 2 * recentCount;
  const bytes = encoded.slice(at, at + byteCount);
  at += byteCount;
  const state = like.map(({ byteLength }) => {
    at += byteLength;
    return new Float32Array(encoded.slice(at - byteLength, at).buffer);
  });
  return {
    kind,
    state,
    pending: view.getUint32(11, true),
    bytes,
    spelling,
    consumed: view.getUint32(7, true),
    recent,
    spokenOfRecent: view.getUint16(5, true),
    ...(kind === 'written' && { rng }),
  };
}
