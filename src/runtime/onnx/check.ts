/** What must hold of a graph before anything runs it. */
import { type Graph, OnnxError } from './graph.ts';

/** @throws OnnxError when a value is used before it is made (a cycle, too), made twice, or promised and never made. */
export function checkGraph(graph: Graph): void {
  const known = new Set<string>(graph.initializers.keys());
  const make = (name: string, what: string): void => {
    if (known.has(name)) throw new OnnxError(`${what}: value ${name} is made twice`);
    known.add(name);
  };
  for (const { name } of graph.inputs) make(name, 'input');
  for (const node of graph.nodes) {
    const what = `node ${node.name} (${node.operator})`;
    for (const input of node.inputs) {
      if (input !== '' && !known.has(input)) {
        throw new OnnxError(`${what}: input ${input} is not known here: missing, later, or in a cycle`);
      }
    }
    for (const output of node.outputs) if (output !== '') make(output, what);
  }
  for (const { name } of graph.outputs) {
    if (!known.has(name)) throw new OnnxError(`output ${name}: no node makes it`);
  }
}
