/** How much work a step is, counted from the graph itself. */
import { elements, type Graph } from './graph.ts';

/**
 * Multiply-accumulates of the products of one step: the elements of each constant matrix, as often as a node takes it.
 * A row that is looked up costs nothing; what happens element by element is not counted.
 */
export function multiplyAccumulates({ nodes, initializers }: Graph): number {
  /** Elements by value, of constants that are no vectors, and of what is made of them. */
  const matrices = new Map<string, number>();
  for (const [name, { shape }] of initializers) {
    const size = elements(shape);
    if (size !== (shape.at(-1) ?? 1)) matrices.set(name, size);
  }
  let count = 0;
  for (const { operator, inputs, outputs } of nodes) {
    const sizes = inputs.reduce((sum, name) => sum + (matrices.get(name) ?? 0), 0);
    if (sizes && /^(Transpose|Reshape|Cast|Identity|DequantizeLinear)$/.test(operator)) {
      matrices.set(outputs[0]!, sizes);
    } else if (operator !== 'Gather') count += sizes;
  }
  return count;
}
