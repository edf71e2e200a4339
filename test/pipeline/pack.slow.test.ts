/**
 * A pack with Dawn in it, on a bare machine with a Vulkan driver, in software for one:
 *
 *     VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json npm test -- test/pipeline/pack.slow.test.ts
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../model-build/backend/index.ts';
import { BackendUnavailable } from '../../model-build/backend/peers.ts';
import { stepsOf } from '../../model-build/recipe/recipe.ts';
import { readRunFile } from '../../model-build/train/run-file.ts';
import { train } from '../helpers/bare-machine.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const RECIPE = {
  name: 'gpu',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bpe', vocabulary: 300, sampleBytes: 20_000 },
  data: [{ corpus: 'models/fixture-gru/corpus.txt', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 16, embeddingScale: 4, cells: ['gated-linear'], hidden: 16, block: 'residual' },
  training: { backend: 'webgpu', tokens: 6400, batch: 4, window: 16, learningRate: 0.01, warmup: 10 },
};

describe('a pack for a GPU', () => {
  let folder: string;
  let out: string;
  /** Why there is nothing to test; empty when there is. */
  let missing = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pack-gpu-'));
    out = join(folder, 'out');
    await writeFile(join(folder, 'gpu.ts'), `export default ${JSON.stringify(RECIPE)};\n`);
    try {
      await openBackend('webgpu');
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      missing = error.message;
      process.stderr.write(`a pack for a GPU is not tested: ${missing}\n`);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  const pack = () => {
    const cli = join(REPOSITORY, 'model-build/cli.ts');
    const args = [cli, 'pack', join(folder, 'gpu.ts'), '--out', out];
    const env = { ...process.env, RUNS: join(folder, 'runs') };
    return promisify(execFile)(process.execPath, args, { env, cwd: REPOSITORY });
  };

  it('says the command that installs what it packs, or packs it in parts of 45 MB', async () => {
    if (/is not installed/.test(missing)) {
      await expect(pack()).rejects.toMatchObject({
        stderr: expect.stringContaining('npm install --no-save'),
      });
      expect(await readdir(out)).toEqual([]);
    } else expect((await pack()).stdout).toMatch(/2 parts of 45\.0, \d+\.\d MB/);
  });

  it('measures the machine, trains what fits into the minutes, and brings the result', async ({ skip }) => {
    skip(missing !== '', missing);
    const driver = process.env.VK_DRIVER_FILES;
    const ended = await train(out, ['--minutes', '4'], driver ? { VK_DRIVER_FILES: driver } : {});
    expect(ended.said).toMatch(/tfjs webgpu.*\n\d+ tokens\/s, \d+ s left: \d+ tokens in \d+ steps/);
    expect(ended.code).toBe(0);
    const { recipe, environment, trained } = await readRunFile(join(out, 'result'));
    expect(environment.backend).toContain('tfjs webgpu');
    expect(trained!.steps).toBeGreaterThan(0);
    expect(trained!.steps).toBeLessThanOrEqual(stepsOf(recipe.training));
    expect(await readdir(join(out, 'result'))).toHaveLength(3);
  });

  it('says what is missing where no driver is', async ({ skip }) => {
    skip(/is not installed/.test(missing), missing);
    const ended = await train(out, ['--minutes', '1'], { VK_DRIVER_FILES: '/nowhere.json' });
    expect(ended.code).toBe(1);
    expect(ended.said).toMatch(/backend webgpu: no GPU found[\s\S]*(missing: |vulkaninfo|no NVIDIA GPU)/);
  });
});
