/** Strongly connected components (Tarjan, 1972): which nodes of a graph wait for each other. */

/**
 * Groups of nodes that reach each other, in an order in which every group stands behind those that it waits for. Nodes
 * are 0 up to `waitsFor.length`; within a group they ascend. Without recursion: a graph may be as deep as it is long.
 */
export function components(waitsFor: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  /** When a node was met, from 1 on, and the earliest node on the stack that it reaches; 0 before it is met. */
  const met = new Int32Array(waitsFor.length);
  const reaches = new Int32Array(waitsFor.length);
  const grouped = new Uint8Array(waitsFor.length);
  const stack: number[] = [];
  let clock = 0;
  for (let root = 0; root < waitsFor.length; root++) {
    if (met[root]! > 0) continue;
    const path = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const step = path[path.length - 1]!;
      const { node } = step;
      if (step.next === 0) {
        met[node] = reaches[node] = ++clock;
        stack.push(node);
      } else reaches[node] = Math.min(reaches[node]!, reachedBy(waitsFor[node]![step.next - 1]!));
      while (step.next < waitsFor[node]!.length && met[waitsFor[node]![step.next]!]! > 0) {
        reaches[node] = Math.min(reaches[node], reachedBy(waitsFor[node]![step.next]!));
        step.next++;
      }
      if (step.next < waitsFor[node]!.length) path.push({ node: waitsFor[node]![step.next++]!, next: 0 });
      else {
        path.pop();
        if (reaches[node] === met[node]) found.push(takeGroup(node));
      }
    }
  }
  return found;

  /** What a node that has been met adds to what another reaches: nothing once its group is complete. */
  function reachedBy(node: number): number {
    return grouped[node] ? clock + 1 : reaches[node]!;
  }
  function takeGroup(first: number): number[] {
    const group = stack.splice(stack.lastIndexOf(first));
    for (const node of group) grouped[node] = 1;
    return group.sort((a, b) => a - b);
  }
}
