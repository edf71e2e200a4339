import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeModel } from '../../../../model-build/artefact/write-model.ts';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import { widenFeed } from '../../../../model-build/network/widen.ts';
import { readStepWeights } from '../../../../model-build/onnx/read-weights.ts';
import { stepGraph } from '../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../model-build/quantize/quantize.ts';
import { recipe } from '../../../../model-build/recipe/recipe.ts';
import { bytesTokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { runTraining } from '../../../../model-build/train/run.ts';
import { startingTokenizer, startingWeights } from '../../../../model-build/train/start.ts';
import { readWeights, writeWeights } from '../../../../model-build/train/weights-file.ts';
import { readOnnx } from '../../../../src/runtime/onnx/read.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import {
  RANDOM_SPEC,
  randomModelFiles,
  randomWeights,
  writeRandomModel,
} from '../../../fixtures/random-model.ts';

const published = (spec: NetworkSpec) => readOnnx(stepGraph(spec, quantize(spec, randomWeights(spec, 1))));

describe.each(Object.entries(NETWORKS))('%s, read back from its step graph', (_, spec) => {
  it('has every weight within half a quantization step, and every vector exactly', () => {
    const weights = randomWeights(spec, 1);
    const { matrices } = quantize(spec, weights);
    const read = readStepWeights(spec, published(spec));
    expect([...read.keys()]).toEqual([...weights.keys()]);
    for (const [name, { shape, values }] of weights) {
      const back = read.get(name)!;
      expect(back.shape).toEqual(shape);
      const matrix = matrices.get(name);
      if (!matrix) {
        expect(back.values).toEqual(values);
        continue;
      }
      values.forEach((value, i) => {
        const channel = matrix.scaleOf === 'row' ? Math.trunc(i / shape[1]) : i % shape[1];
        // A part in ten thousand above the half: scale and product are float32.
        expect(Math.abs(back.values[i] - value)).toBeLessThanOrEqual(0.5001 * matrix.scales[channel]);
      });
    }
  });
});

describe('a step graph of another network is refused by', () => {
  const sizes = { vocabulary: 20, embedding: 8, hidden: 8 };
  it.each([
    ['a size', { cells: ['gru'] }, { cells: ['gru'], hidden: 12 }, 'layer0.input.kernel: got int8 [8,24]'],
    ['the vocabulary', { cells: ['gru'] }, { cells: ['gru'], vocabulary: 21 }, 'table: got int8 [20,8]'],
    ['a missing weight', { cells: ['rnn'] }, { cells: ['rnn', 'rnn'] }, 'layer1.input.kernel: missing'],
    [
      'a weight too many',
      { cells: ['rnn', 'rnn'] },
      { cells: ['rnn'] },
      'layer1.input.kernel: wanted no such weight',
    ],
    [
      'its activation',
      { cells: ['rnn'] },
      { cells: ['rnn'], activation: 'relu' },
      'next_state_0: made by Tanh, wanted Relu',
    ],
    [
      'its embedding scale',
      { cells: ['gru'], embeddingScale: 3 },
      { cells: ['gru'], embeddingScale: 4 },
      'embeddingScale: got 3, wanted 4',
    ],
  ])('%s', (_, got, wanted, message) => {
    const graph = published(NetworkSpecSchema.parse({ ...sizes, ...got }));
    expect(() => readStepWeights(NetworkSpecSchema.parse({ ...sizes, ...wanted }), graph)).toThrow(message);
  });
});

describe('training.startFrom', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-'));
    await writeRandomModel(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const from = (startFrom: string | undefined, tokenizer: object, tokenizerFrom?: string) =>
    recipe({
      name: 'next',
      version: '1.0.0',
      description: '',
      seed: 1,
      tokenizer: tokenizer as { kind: 'bytes' },
      data: [{ corpus: 'a.txt', share: 1, licence: 'MIT', origin: 'ours' }],
      network: { embedding: 16, cells: ['gru'], hidden: 32 },
      training: { tokens: 1, batch: 1, window: 1, learningRate: 1, warmup: 1, startFrom, tokenizerFrom },
    });

  it('takes a model, or the current version of one, and its tokenizer with it', async () => {
    const weights = await startingWeights(join(folder, 'random'), RANDOM_SPEC, 1);
    expect(await startingWeights(join(folder, 'random/1.0.0'), RANDOM_SPEC, 1)).toEqual(weights);
    expect(weights.get('layer0.input.kernel')!.shape).toEqual([16, 96]);
    const tokenizer = await startingTokenizer(from(join(folder, 'random'), { kind: 'bytes' }));
    expect(tokenizer).toHaveProperty('model');
  });

  it('widens the feed-forward of a model that is narrower, and refuses one that is wider', async () => {
    const spec = (feedForward: number): NetworkSpec => ({ ...RANDOM_SPEC, block: 'residual', feedForward });
    const models = await mkdtemp(join(tmpdir(), 'narrow-'));
    const dir = join(models, 'narrow');
    await writeModel(dir, randomModelFiles(1, spec(8)));
    const narrow = await startingWeights(dir, spec(8), 1);
    const wide = await startingWeights(dir, spec(12), 1);
    expect(wide.get('table')).toEqual(narrow.get('table'));
    const fresh = initialWeights(spec(12), 1);
    expect(wide).toEqual(widenFeed(narrow, spec(12), fresh));
    const file = join(models, 'narrow.safetensors');
    await writeWeights(file, narrow);
    const halves = await startingWeights(file, spec(12), 1);
    expect(halves).toEqual(widenFeed(await readWeights(file), spec(12), fresh));
    await expect(startingWeights(file, { ...spec(12), embedding: 20 }, 1)).rejects.toThrow(
      /narrow\.safetensors is another network than the recipe's: table: got shape \[257,16\], wanted \[257,20\]/,
    );
    await expect(startingWeights(file, { ...spec(12), cells: ['gru', 'gru'] }, 1)).rejects.toThrow(
      'layer1.norm.gain: got nothing, wanted [16]',
    );
    await expect(startingWeights(dir, spec(4), 1)).rejects.toThrow(
      /layer0\.feed\.up\.kernel: got int8 \[16,16\], wanted int8 \[16,8\]/,
    );
    await rm(models, { recursive: true });
  });

  it('refuses a model whose tokenizer is not the recipe’s', async () => {
    const bpe = { kind: 'bpe', vocabulary: 300, sampleBytes: 1 };
    await expect(startingTokenizer(from(join(folder, 'random'), bpe))).rejects.toThrow(
      /training\.startFrom: the tokenizer of .* is bytes with 257 pieces, the recipe's bpe with 300/,
    );
  });

  it('keeps the tokenizer of another model for a file of weights, and for a run from nothing', async () => {
    const model = join(folder, 'random');
    const own = await startingTokenizer(from(model, { kind: 'bytes' }));
    const file = join(folder, 'kept.safetensors');
    await writeWeights(file, randomWeights(RANDOM_SPEC, 1));
    expect(await startingTokenizer(from(file, { kind: 'bytes' }, model))).toEqual(own);
    expect(await startingTokenizer(from(undefined, { kind: 'bytes' }, model))).toEqual(own);
    expect(await startingTokenizer(from(file, { kind: 'bytes' }))).toBeUndefined();
    expect(await startingTokenizer(from(undefined, { kind: 'bytes' }))).toBeUndefined();
  });

  it('refuses a tokenizer that does not fit, a second one, and learned pieces that nobody names', async () => {
    const bpe = { kind: 'bpe', vocabulary: 300, sampleBytes: 1 };
    const model = join(folder, 'random');
    const file = join(folder, 'nameless.safetensors');
    await writeWeights(file, randomWeights(RANDOM_SPEC, 1));
    await expect(startingTokenizer(from(file, bpe, model))).rejects.toThrow(
      /training\.tokenizerFrom: the tokenizer of .* is bytes with 257 pieces, the recipe's bpe with 300/,
    );
    await expect(startingTokenizer(from(file, bpe, tmpdir()))).rejects.toThrow(
      /training\.tokenizerFrom: .*manifest\.json: cannot be read/,
    );
    await expect(startingTokenizer(from(model, { kind: 'bytes' }, model))).rejects.toThrow(
      /training\.tokenizerFrom: got .* beside the model .* in training\.startFrom, which brings its own/,
    );
    await expect(startingTokenizer(from(file, bpe))).rejects.toThrow(
      /training\.startFrom: .*nameless\.safetensors is a file of weights, which holds no tokenizer: wanted training\.tokenizerFrom too/,
    );
  });

  it('refuses a file of weights that says that it belongs to another tokenizer', async () => {
    const file = join(folder, 'foreign.safetensors');
    await writeWeights(file, randomWeights(RANDOM_SPEC, 1), 'a'.repeat(64));
    await expect(startingWeights(file, RANDOM_SPEC, 1, 'b'.repeat(64))).rejects.toThrow(
      'training.startFrom: foreign.safetensors belongs to another tokenizer: got the weights of aaaaaaaaaaaa, wanted those of bbbbbbbbbbbb',
    );
    const known = await startingWeights(file, RANDOM_SPEC, 1, 'a'.repeat(64));
    expect(await startingWeights(file, RANDOM_SPEC, 1)).toEqual(known);
  });

  it('says so where what a run begins from is worse than knowing nothing', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    // `bias` is that of the tokens that the text is made of.
    const run = async (name: string, bias: number) => {
      const weights = randomWeights(RANDOM_SPEC, 1);
      for (const token of [70, 71, 72, 73]) weights.get('logits.bias')!.values[token] = bias;
      const file = join(folder, `${name}.safetensors`);
      await writeWeights(file, weights);
      const start = from(file, { kind: 'bytes' });
      const made = { ...start, training: { ...start.training, backend: 'wasm' as const } };
      const text = { tokens: Uint16Array.from([0, 70, 71, 72, 73]), bytes: 4 };
      const tokenizerJson = bytesTokenizerFile();
      const dir = join(folder, name);
      said.mockClear();
      const { trainer } = await runTraining({
        dir,
        recipe: made,
        tokenizerJson,
        text,
        validation: new Map(),
      });
      trainer.dispose();
      return said.mock.calls.flat().join('\n');
    };
    expect(await run('sound', 3)).not.toContain('knowing nothing');
    expect(await run('noise', -3)).toMatch(
      /training\.startFrom: .*noise\.safetensors begins with a loss of [\d.]+ nats a token, where knowing nothing costs 5\.55/,
    );
    said.mockRestore();
  });

  it('says what is wrong with a model of another network, a folder without a model and a file that is none', async () => {
    const other = { ...RANDOM_SPEC, hidden: 64 };
    await expect(startingWeights(join(folder, 'random'), other, 1)).rejects.toThrow(
      /training\.startFrom: .*random is another network than the recipe's: layer0\.input\.kernel: got int8/,
    );
    await expect(startingWeights(tmpdir(), RANDOM_SPEC, 1)).rejects.toThrow(
      /training\.startFrom: .*manifest\.json: cannot be read/,
    );
    await writeFile(join(folder, 'weights'), 'no weights');
    await expect(startingWeights(join(folder, 'weights'), RANDOM_SPEC, 1)).rejects.toThrow(
      'training.startFrom: weights cannot be read',
    );
    await expect(startingWeights(join(folder, 'gone'), RANDOM_SPEC, 1)).rejects.toThrow(
      'training.startFrom: gone cannot be read',
    );
  });
});
