/**
 * WebGPU against plain JavaScript, on whatever Vulkan, Metal or Direct3D driver is there. Without a GPU, Debian's
 * chromium package brings a driver in software:
 *
 *     VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json npm test -- test/pipeline/webgpu.slow.test.ts
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { BackendUnavailable } from '../../model-build/backend/peers.ts';
import { gateUse } from '../../model-build/diagnostics/gates.ts';
import { gradientDistances } from '../../model-build/diagnostics/gradient-distance.ts';
import { variablesOf } from '../../model-build/diagnostics/trained.ts';
import { CHECKS } from '../../model-build/doctor/conformance/checks.ts';
import { compare } from '../../model-build/doctor/conformance/compare.ts';
import { NETWORKS } from '../../model-build/doctor/conformance/networks.ts';
import { initialWeights } from '../../model-build/network/initial.ts';
import { TrainingSchema } from '../../model-build/recipe/recipe.ts';
import { Lanes } from '../../model-build/train/lanes.ts';
import { Trainer } from '../../model-build/train/trainer.ts';

describe('webgpu', () => {
  let webgpu: Backend;
  let cpu: Backend;
  /** Why there is nothing to test; empty when there is. */
  let missing = '';
  beforeAll(async () => {
    try {
      webgpu = await openBackend('webgpu');
      process.stderr.write(`${webgpu.description}\n`);
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      missing = error.message;
      process.stderr.write(`webgpu is not tested: ${missing}\n`);
    }
    cpu = await openBackend('cpu');
  });

  it('opens, or says what to install', () => {
    if (webgpu) expect(webgpu.description).toContain('webgpu');
    else expect(missing).toMatch(/npm install|Vulkan driver|does not load|no device/);
  });

  it.for(CHECKS)('computes what cpu computes: $name', async (check, { skip }) => {
    skip(missing !== '', missing);
    expect(await compare(check, webgpu, cpu)).toMatchObject({ passed: true });
  });

  it('trains as cpu does, step for step', async ({ skip }) => {
    skip(missing !== '', missing);
    const plan = TrainingSchema.parse({ tokens: 64, batch: 2, window: 4, learningRate: 1e-3, warmup: 2 });
    const text = Uint16Array.from({ length: 100 }, (_, i) => (i * i) % 37);
    const losses = async ({ ops, select }: Backend) => {
      await select();
      const trainer = new Trainer(ops, NETWORKS['residual gated-linear'], plan, 1, 0);
      const lanes = new Lanes(text, plan.batch, plan.window);
      const losses: number[] = [];
      for (let step = 0; step < 4; step++) losses.push((await trainer.train(lanes)).loss);
      trainer.dispose();
      return losses;
    };
    const wanted = await losses(cpu);
    (await losses(webgpu)).forEach((loss, step) => {
      expect(loss, `step ${step}`).toBeCloseTo(wanted[step], 3);
    });
  });

  it('lets itself be looked into: gates and gradients over distance are those of cpu', async ({ skip }) => {
    skip(missing !== '', missing);
    const spec = NETWORKS['lstm then gru'];
    const text = [Uint16Array.from([3, 1, 4, 1, 5, 9, 2]), Uint16Array.from([2, 7, 1, 8, 2, 8, 1])];
    const measures = async ({ select }: Backend) => {
      await select();
      const weights = variablesOf(initialWeights(spec, 3));
      const { all } = await gradientDistances(spec, weights, text, 4);
      return [...(await gateUse(spec, weights, text)).flatMap(({ histogram }) => histogram), ...all];
    };
    const wanted = await measures(cpu);
    (await measures(webgpu)).forEach((value, i) => {
      expect(value, `figure ${i}`).toBeCloseTo(wanted[i], 3);
    });
  });
});
