/** What is wrong with the imports between rooms, in sentences. */
import { type Import, roomOf } from './imports.ts';

/** A room and the rooms that it may import, from the lowest room to the highest. */
export type Arrows = readonly (readonly [room: string, imports: readonly string[]])[];

/** The outermost folder of a room: a program, or the tests. */
const programOf = (room: string): string =>
  room.startsWith('test/fixtures') ? 'test/fixtures' : room.split('/')[0]!;

/** `rooms` are the arrows within a program, `programs` those between programs. Empty when all is well. */
export function faultsOf(imports: readonly Import[], rooms: Arrows, programs: Arrows): string[] {
  const pairs = new Map<string, Import>();
  for (const one of imports) {
    const [from, to] = [roomOf(one.file), roomOf(one.imported)];
    const apart = programOf(from) !== programOf(to);
    const key = apart ? `${programOf(from)} ${programOf(to)}` : `${from} ${to}`;
    if (!pairs.has(key)) pairs.set(key, one);
  }
  const faults: string[] = [];
  const allowed = new Set(
    [...rooms, ...programs].flatMap(([room, others]) => others.map((other) => `${room} ${other}`)),
  );
  for (const [pair, { file, imported }] of pairs) {
    const [from, to] = pair.split(' ') as [string, string];
    if (pairs.has(`${to} ${from}`) && from < to)
      faults.push(`${from} and ${to} import each other (${file} imports ${imported})`);
    if (!allowed.has(pair))
      faults.push(`${from} may not import ${to}, and does: ${file} imports ${imported}`);
  }
  for (const table of [rooms, programs]) {
    const height = new Map(table.map(([room], i) => [room, i]));
    for (const [room, others] of table) {
      for (const other of others) {
        if (!height.has(other)) faults.push(`${room} may import ${other}, which is no row of the table`);
        else if (height.get(other)! >= height.get(room)!)
          faults.push(`${room} may import ${other}, which stands above it`);
        if (!pairs.has(`${room} ${other}`))
          faults.push(`${room} may import ${other}, and does not: take the arrow out`);
      }
    }
  }
  return faults;
}
