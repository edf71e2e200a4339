import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModel } from '../../../../model-build/artefact/read-model.ts';
import { writeModel } from '../../../../model-build/artefact/write-model.ts';
import { multiplyAccumulates, parameterCount } from '../../../../model-build/network/size.ts';
import { NetworkSpecSchema } from '../../../../model-build/network/spec.ts';
import { sha256 } from '../../../../model-build/sha256.ts';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';
import { readOnnx } from '../../../../src/runtime/onnx/read.ts';
import { stepInterface } from '../../../../src/runtime/onnx/step-interface.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import { randomModelFiles, writeRandomModel } from '../../../fixtures/random-model.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterword-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the files of a version', () => {
  const files = randomModelFiles();
  const manifest = ManifestSchema.parse(JSON.parse(text(files, 'manifest.json')));

  it('are all in the manifest with their bytes and sha256', () => {
    const { 'manifest.json': _, ...others } = Object.fromEntries(files);
    expect(manifest.files).toEqual(
      Object.fromEntries(
        Object.entries(others).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]),
      ),
    );
  });

  it('come out byte for byte the same twice, whatever the day', () => {
    expect(randomModelFiles()).toEqual(files);
  });

  it('agree: the graph has the interface that the manifest states', () => {
    const { vocabulary, states } = stepInterface(readOnnx(files.get('model.onnx')!));
    expect(manifest.graph.logits.shape).toEqual([1, vocabulary]);
    expect(manifest.graph.states.map((state) => state.shape)).toEqual(states.map((size) => [1, size]));
    expect(Object.keys(JSON.parse(text(files, 'tokenizer.json')).model.vocab)).toHaveLength(vocabulary);
  });

  it('have a card with the figures, whose samples cannot become markup', () => {
    const card = text(files, 'README.md');
    expect(card).toContain('| architecture | gru 32x1, embedding 16 |');
    expect(card).toContain('Not measured.');
  });
});

describe('sizes', () => {
  it('count every matrix once for a step, and the vectors as parameters too', () => {
    const spec = NetworkSpecSchema.parse({ vocabulary: 100, embedding: 8, cells: ['gru'], hidden: 16 });
    expect(multiplyAccumulates(spec)).toBe(8 * 48 + 16 * 48 + 16 * 8 + 100 * 8);
    expect(parameterCount(spec)).toBe(multiplyAccumulates(spec) + 48 + 48 + 8 + 100);
  });

  it.each(Object.entries(NETWORKS))('count for %s what its states and products say', (_, spec) => {
    expect(parameterCount(spec)).toBeGreaterThan(multiplyAccumulates(spec));
  });
});

describe('writing a version', () => {
  const files = new Map([
    ['a.txt', new TextEncoder().encode('one')],
    ['manifest.json', new TextEncoder().encode('{}')],
  ]);

  it('puts every file in place and leaves nothing beside it', async () => {
    await writeModel(join(folder, 'm', '1.0.0'), files);
    expect(await readdir(join(folder, 'm'))).toEqual(['1.0.0']);
    expect(await readFile(join(folder, 'm', '1.0.0', 'a.txt'), 'utf8')).toBe('one');
  });

  it('does nothing when the same is there, and refuses to change it', async () => {
    const dir = join(folder, '1.0.0');
    await writeModel(dir, files);
    await writeModel(dir, files);
    await expect(writeModel(dir, new Map(files).set('a.txt', new Uint8Array(1)))).rejects.toThrow(
      'already holds another a.txt',
    );
    await writeFile(join(dir, 'stray'), '');
    await expect(writeModel(dir, files)).rejects.toThrow('already holds another stray');
  });
});

describe('reading a version', () => {
  it('finds it by its own directory or by the alias of its model', async () => {
    const dir = await writeRandomModel(folder);
    const model = await readModel(dir);
    expect(model.manifest.name).toBe('random');
    expect(await readModel(join(folder, 'random'))).toEqual(model);
  });

  it('refuses a file that is not the one in the manifest, by name', async () => {
    const dir = await writeRandomModel(folder);
    await writeFile(join(dir, 'model.onnx'), 'other');
    await expect(readModel(dir)).rejects.toThrow(/model\.onnx: sha256 .*, the manifest says/);
  });

  it('says what it wanted when there is no model', async () => {
    await expect(readModel(folder)).rejects.toThrow(
      /manifest\.json: cannot be read; wanted a model's directory/,
    );
  });
});

function text(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(files.get(name));
}
