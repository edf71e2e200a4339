import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DiagnosisSchema } from '../../model-build/doctor/diagnose.ts';

const CLI = join(import.meta.dirname, '../../model-build/cli.ts');
const doctor = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'doctor', ...args]);

describe('model -- doctor', () => {
  it('finds that wasm computes right, and how fast it trains', async () => {
    const { stdout } = await doctor('--backend', 'wasm', '--json');
    const diagnosis = DiagnosisSchema.parse(JSON.parse(stdout));
    expect(diagnosis).toMatchObject({ backend: 'wasm', state: 'works', failures: [] });
    expect(diagnosis.checks).toBeGreaterThan(50);
    expect(diagnosis.tokensPerSecond).toEqual({
      gru: expect.any(Number),
      'gated-linear': expect.any(Number),
    });
    expect(Math.min(...Object.values(diagnosis.tokensPerSecond!))).toBeGreaterThan(0);
  });

  it('refuses a backend that it does not know, and names those that it does', async () => {
    await expect(doctor('--backend', 'cuda')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('tfjs-node-gpu, webgpu, tfjs-node, wasm, cpu'),
    });
  });
});
