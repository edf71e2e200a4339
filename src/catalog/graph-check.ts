/** The graph against what its manifest says of it, before any runtime takes memory for it. */
import { MOST_PIECES } from '../cache-model/history.ts';
import type { Manifest } from '../contract/manifest.ts';
import { AppError } from '../errors.ts';
import type { Graph, Value } from '../runtime/onnx/graph.ts';
import { readOnnx } from '../runtime/onnx/read.ts';
import { tokenRows } from '../runtime/onnx/step-interface.ts';
import { multiplyAccumulates } from '../runtime/onnx/work.ts';

/** The graph. Throws `model_corrupt` for bytes that are not a readable one, `model_incompatible` for another one. */
export function checkGraphMatches(onnx: Uint8Array, manifest: Manifest): Graph {
  const graph = readGraph(onnx, manifest);
  const { inputs, outputs } = graph;
  const { token, logits, states } = manifest.graph;
  expectSame('inputs', manifest, inputs, [
    { name: token.input, type: 'int32', shape: token.shape },
    ...states.map((state): Value => ({ name: state.input, type: 'float32', shape: state.shape })),
  ]);
  expectSame('outputs', manifest, outputs, [
    { name: logits.output, type: 'float32', shape: logits.shape },
    ...states.map((state): Value => ({ name: state.output, type: 'float32', shape: state.shape })),
  ]);
  const { size } = manifest.vocabulary;
  const rows = tokenRows(graph);
  if (rows !== size) fail(manifest, `a table of ${rows} rows for ${size} tokens`);
  const wanted = manifest.task?.names.length ?? size;
  if (logits.shape[1] !== wanted)
    fail(manifest, `${logits.shape[1]} logits for ${wanted} ${manifest.task ? 'names' : 'pieces'}`);
  const work = multiplyAccumulates(graph);
  const claimed = manifest.architecture.multiplyAccumulates;
  if (work > claimed) fail(manifest, `${work} multiply-accumulates a step, its manifest says ${claimed}`);
  checkCache(manifest);
  return graph;
}

function checkCache(manifest: Manifest): void {
  const { vocabulary, cache } = manifest;
  if (cache === undefined) return;
  const { size } = vocabulary;
  if (size > MOST_PIECES) fail(manifest, `${size} pieces, a cache holds at most ${MOST_PIECES}`);
  const shares = cache.marginals && atob(cache.marginals.background).length;
  if (shares !== undefined && shares !== size) {
    fail(manifest, `${size} pieces and a background of ${shares}`);
  }
}

function fail({ name, version }: Manifest, got: string): never {
  throw new AppError('model_incompatible', `${name} ${version} has ${got}.`);
}

function readGraph(onnx: Uint8Array, { name, version }: Manifest) {
  try {
    return readOnnx(onnx);
  } catch (cause) {
    throw new AppError('model_corrupt', `${name}/${version}/model.onnx is not a graph that can be read.`, {
      cause,
    });
  }
}

function expectSame(side: string, { name, version }: Manifest, found: Value[], promised: Value[]): void {
  const got = describe(found);
  const wanted = describe(promised);
  if (got === wanted) return;
  const message = `The graph of ${name} ${version} has ${side} (${got}), its manifest (${wanted}).`;
  throw new AppError('model_incompatible', message);
}

function describe(values: Value[]): string {
  return values.map(({ name, type, shape }) => `${name}: ${type}[${shape.join(',')}]`).join(', ');
}
