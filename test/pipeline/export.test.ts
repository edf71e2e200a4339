/** What we export, in the runtime that serves it: onnxruntime-web, one thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { readValidation } from '../../model-build/corpus/token-file.ts';
import { documentBits } from '../../model-build/evaluate/likelihood/bits-per-byte.ts';
import { score } from '../../model-build/evaluate/likelihood/score.ts';
import { floatTwin } from '../../model-build/onnx/float-twin.ts';
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import {
  agreement,
  FLOAT_STEPS,
  INT8_TOLERANCE,
  proveAgreement,
  proveFloat,
} from '../../model-build/prove/parity.ts';
import { quantize } from '../../model-build/quantize/quantize.ts';
import { openOrt } from '../../model-build/runtimes/ort.ts';
import { provingRuntime, RUNTIMES } from '../../model-build/runtimes/runtimes.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { NETWORKS } from '../fixtures/networks.ts';
import { plainForward } from '../fixtures/plain-network.ts';
import { randomNumbers, randomWeights, writeRandomModel } from '../fixtures/random-model.ts';

function randomTokens(count: number, vocabulary: number): number[] {
  const random = randomNumbers(11);
  return Array.from({ length: count }, () => Math.trunc(vocabulary * random()));
}

describe.each(Object.entries(NETWORKS))('%s, exported', (_, spec) => {
  const weights = randomWeights(spec, 9);
  const tokens = randomTokens(FLOAT_STEPS, spec.vocabulary);

  it('is the network to 1e-4 a logit over 200 steps in float32', async () => {
    const twin = await openOrt(floatTwin(spec, weights));
    const largest = await proveFloat(twin, (fed) => plainForward(spec, weights, fed).logits, tokens);
    expect(largest).toBeGreaterThan(0);
    twin.dispose();
  });

  it('agrees in int8 with the reference within the stated tolerance', async () => {
    const bytes = stepGraph(spec, quantize(spec, weights));
    const model = await RUNTIMES[provingRuntime(spec)](bytes);
    const found = await agreement(model, openReference(bytes), [tokens]);
    proveAgreement(found, INT8_TOLERANCE);
    expect(found.meanLogProbability).toBeGreaterThan(0);
    model.dispose();
  });
});

describe('scoring a model directory', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-'));
    await writeRandomModel(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the same figure on one thread, on two, and by hand', async () => {
    const { onnx, tokenizerJson } = await readModel(join(folder, 'random'));
    await writeFile(join(folder, 'text.txt'), 'First one.\nMore.\n\nA café\n\nA third');
    const documents = await readValidation({ tokenizerJson, files: [join(folder, 'text.txt')] });
    const one = await score({ onnx, documents, runtime: 'ort', threads: 1 });
    let heard = 0;
    const two = await score({
      onnx,
      documents,
      runtime: 'ort',
      threads: 2,
      onTokens(count) {
        heard += count;
      },
    });
    expect(two).toEqual(one);
    const model = await openOrt(onnx);
    const bits = [];
    for (const { tokens } of documents) bits.push(await documentBits(model, tokens));
    const text = ['First one.\nMore.\n', 'A café\n', 'A third'];
    const bytes = Buffer.byteLength(text.join(''));
    expect(one).toMatchObject({ documents: 3, bytes, tokens: bytes, bits });
    expect(one.bitsPerByte).toBe(bits.reduce((sum, b) => sum + b, 0) / bytes);
    expect(heard).toBe(bytes);
  });

  it('reads a file that is cut inside a character up to the cut', async () => {
    const { onnx, tokenizerJson } = await readModel(join(folder, 'random'));
    await writeFile(join(folder, 'cut.txt'), Buffer.from('caf\xc3', 'latin1'));
    const documents = await readValidation({ tokenizerJson, files: [join(folder, 'cut.txt')] });
    expect(await score({ onnx, documents, runtime: 'reference', threads: 1 })).toMatchObject({
      bytes: 3,
      tokens: 3,
    });
  });

  it('passes on what a runtime says of a damaged model', async () => {
    const documents = [{ tokens: Uint16Array.of(0, 1), bytes: 1 }];
    const damaged = new Uint8Array(100);
    await expect(score({ onnx: damaged, documents, runtime: 'reference', threads: 1 })).rejects.toThrow(
      /not an ONNX model/,
    );
  });
});
