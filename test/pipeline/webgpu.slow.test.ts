/**
 * WebGPU against plain JavaScript, on whatever Vulkan, Metal or Direct3D driver is there. Without a GPU, Debian's
 * chromium package brings a driver in software:
 *
 *     VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json npm test -- test/pipeline/webgpu*.slow.test.ts
 */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { gateUse } from '../../model-build/diagnostics/gates.ts';
import { gradientDistances } from '../../model-build/diagnostics/gradient-distance.ts';
import { variablesOf } from '../../model-build/diagnostics/trained.ts';
import { CHECKS } from '../../model-build/doctor/conformance/checks.ts';
import { compare } from '../../model-build/doctor/conformance/compare.ts';
import { NETWORKS } from '../../model-build/doctor/conformance/networks.ts';
import { initialWeights } from '../../model-build/network/initial.ts';
import { PATIENCE, webgpuOrWhyNot } from '../helpers/webgpu.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

describe('webgpu', () => {
  let webgpu: Backend | undefined;
  let cpu: Backend;
  /** Why there is nothing to test; empty when there is. */
  let missing = '';
  beforeAll(async () => {
    ({ backend: webgpu, missing } = await webgpuOrWhyNot());
    cpu = await openBackend('cpu');
  });

  it('opens, or says what to install', () => {
    if (webgpu) expect(webgpu.description).toContain('webgpu');
    else expect(missing).toMatch(/npm install|Vulkan driver|does not load|no device/);
  });

  it.for(CHECKS)('computes what cpu computes: $name', async (check, { skip }) => {
    skip(missing !== '', missing);
    expect(await compare(check, webgpu!, cpu)).toMatchObject({ passed: true });
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
    (await measures(webgpu!)).forEach((value, i) => {
      expect(value, `figure ${i}`).toBeCloseTo(wanted[i], 3);
    });
  });
});
