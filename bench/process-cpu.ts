/** CPU time of the workerd processes that this process has started, from Linux's accounting in nanoseconds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process or thread has gone meanwhile
  }
};

/** Process ids by parent. */
function children(): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = Number(/^\d+ \(.*\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]);
    if (Number.isNaN(parent)) continue;
    found.set(parent, [...(found.get(parent) ?? []), Number(name)]);
  }
  return found;
}

/** Milliseconds of CPU so far, of all their threads; undefined where there is no such accounting. */
export function workerdCpuMs(): number | undefined {
  if (!existsSync('/proc/self/schedstat')) return undefined;
  const byParent = children();
  const all = [process.pid];
  for (const pid of all) all.push(...(byParent.get(pid) ?? []));
  let nanoseconds = 0;
  for (const pid of all.slice(1)) {
    if (!read(`/proc/${pid}/comm`).startsWith('workerd')) continue;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] || 0);
    }
  }
  return nanoseconds / 1e6;
}
