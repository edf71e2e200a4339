/**
 * Models whose ONNX was bent by somebody who also wrote the manifest, so that no hash gives them away: refused with a
 * code or run to an end, memory stays bounded, and the next request for another model is answered as ever.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { writeOnnx } from '../../model-build/onnx/write.ts';
import type { Graph } from '../../src/runtime/onnx/graph.ts';
import { readOnnx } from '../../src/runtime/onnx/read.ts';
import { randomNumbers } from '../fixtures/random-weights.ts';
import { complete, failure, isolate, post } from './client.ts';
import { MODEL, putModel, readVersion, store, type Version, withFile } from './store.ts';

const PROBE = { prompt: 'The', max_tokens: 2, temperature: 0 };
const MUTANTS = 100;
let version: Version;
let sound: Version;
let answer: string;

beforeAll(async () => {
  sound = await readVersion(MODEL);
  await putModel(sound, MODEL);
  answer = (await complete({ ...PROBE, model: MODEL })).choices[0].text;
  version = await readVersion('random');
});

async function othersStillAnswer(): Promise<void> {
  expect((await complete({ ...PROBE, model: MODEL })).choices[0].text).toBe(answer);
  expect((await isolate()).wasmMemoryBytes).toBeLessThan(100e6);
}

const node = (graph: Graph, operator: string) => graph.nodes.find((node) => node.operator === operator)!;

describe('a bent graph is refused', () => {
  it.each<[string, string, (graph: Graph) => void]>([
    ['with a cycle', 'model_corrupt', (graph) => graph.nodes.reverse()],
    [
      'whose node reads itself',
      'model_corrupt',
      (graph) => {
        node(graph, 'Tanh').inputs[0] = node(graph, 'Tanh').outputs[0];
      },
    ],
    [
      'with a weight of fewer bytes than its shape',
      'model_corrupt',
      (graph) => graph.initializers.get('table')!.shape.push(2),
    ],
    [
      'with a weight that no memory holds',
      'model_corrupt',
      (graph) => {
        graph.initializers.get('table')!.shape = [2 ** 31 - 1, 2 ** 31 - 1];
      },
    ],
    [
      'with a state that no memory holds',
      'model_incompatible',
      (graph) => {
        graph.inputs[1].shape = [1, 2 ** 30];
        graph.outputs[1].shape = [1, 2 ** 30];
      },
    ],
    ['with an output too few', 'model_incompatible', (graph) => graph.outputs.pop()],
  ])('%s', async (_, code, bend) => {
    const graph = readOnnx(version.files.get('model.onnx')!);
    bend(graph);
    await putModel(await withFile(version, 'model.onnx', writeOnnx(graph)), 'bent');
    expect(await failure(post('/complete', { ...PROBE, model: 'bent' }))).toMatchObject({
      status: 503,
      code,
    });
    await othersStillAnswer();
  });

  it('whose manifest tells the same lie about a huge state', async () => {
    const graph = readOnnx(version.files.get('model.onnx')!);
    const shape: [1, number] = [1, 2 ** 30];
    graph.inputs[1].shape = graph.outputs[1].shape = shape;
    const bent = await withFile(version, 'model.onnx', writeOnnx(graph));
    const states = bent.manifest.graph.states.map((state, i) => (i === 0 ? { ...state, shape } : state));
    await putModel(
      { ...bent, manifest: { ...bent.manifest, graph: { ...bent.manifest.graph, states } } },
      'bent',
    );
    expect(await failure(post('/complete', { ...PROBE, model: 'bent' }))).toMatchObject({
      status: 503,
      code: expect.stringMatching(/^model_(corrupt|incompatible|too_large)$/),
    });
    await othersStillAnswer();
  });
});

it(`${MUTANTS} mutants are refused by name or answer, and the isolate lives on`, async () => {
  const onnx = version.files.get('model.onnx')!;
  const random = randomNumbers(3);
  let refused = 0;
  for (let i = 0; i < MUTANTS; i++) {
    const bytes = onnx.slice();
    for (let changes = 1 + (i % 4); changes > 0; changes--) {
      // Most of them at the start, where there is structure rather than weights.
      const range = changes % 4 === 0 ? bytes.length : Math.min(3000, bytes.length);
      bytes[Math.floor(random() * range)] = Math.floor(256 * random());
    }
    // Versions of one name, so that each is a model of its own in the isolate.
    await putModel(await withFile(version, 'model.onnx', bytes), `mutant-${i}`);
    const response = await post('/complete', { ...PROBE, model: `mutant-${i}` });
    const { error } = (await response.json()) as { error?: { code: string } };
    if (error) {
      refused++;
      expect(response.status).toBe(503);
      expect(error.code, `mutant ${i}`).toMatch(/^model_(corrupt|incompatible|too_large)$/);
    }
    if (i % 25 === 0) await othersStillAnswer();
    const files = ['manifest.json', ...version.files.keys()].map((file) => `mutant-${i}/1.0.0/${file}`);
    await store.MODELS.delete([...files, `mutant-${i}/alias.json`]);
  }
  await othersStillAnswer();
  // Neither is rare, or the mutations test nothing.
  expect(refused).toBeGreaterThan(MUTANTS / 4);
  expect(refused).toBeLessThan(MUTANTS);
});
