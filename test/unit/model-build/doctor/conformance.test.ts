import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, openBackend } from '../../../../model-build/backend/index.ts';
import { CHECKS } from '../../../../model-build/doctor/conformance/checks.ts';
import { compare } from '../../../../model-build/doctor/conformance/compare.ts';
import type { Ops } from '../../../../model-build/ops/ops.ts';

const check = (name: string) => CHECKS.find((c) => c.name.startsWith(name))!;

describe('the conformance check', () => {
  let wasm: Backend;
  let cpu: Backend;
  beforeAll(async () => {
    wasm = await openBackend('wasm');
    cpu = await openBackend('cpu');
  });
  const broken = (ops: Partial<Ops>): Backend => ({ ...cpu, ops: { ...cpu.ops, ...ops } });

  it.each(CHECKS)('finds wasm and cpu to agree on $name', async (c) => {
    expect(await compare(c, wasm, cpu)).toMatchObject({ check: c.name, passed: true });
  });

  it('names the weight whose gradient is wrong', async () => {
    // The recurrent kernel's value is right, its gradient double.
    const gru: Ops['gru'] = (input, h, kernel, bias) => {
      const constant = tf.tensor2d(kernel.dataSync(), kernel.shape);
      return cpu.ops.gru(input, h, tf.sub(tf.mul(kernel, 2), constant), bias);
    };
    const result = await compare(check('network: one gru'), broken({ gru }), cpu);
    expect(result).toMatchObject({ passed: false, detail: expect.stringContaining('layer0.state.kernel') });
  });

  it('sees a gate that is off by a thousandth', async () => {
    const gate: Ops['gate'] = (x) => tf.mul(cpu.ops.gate(x), 1.001);
    const result = await compare(check('gate'), broken({ gate }), cpu);
    expect(result.passed).toBe(false);
    expect(result.apart).toBeGreaterThan(5e-4);
  });

  it('fails on numbers that are none', async () => {
    const norm: Ops['norm'] = (x, gain) => tf.mul(tf.mul(x, gain), Number.NaN);
    const result = await compare(check('norm'), broken({ norm }), cpu);
    expect(result).toMatchObject({ passed: false, detail: expect.stringContaining('not a number') });
  });

  it('tells what a backend threw', async () => {
    const scan: Ops['scan'] = () => {
      throw new Error('Kernel Foo not registered');
    };
    const result = await compare(check('scan'), broken({ scan }), cpu);
    expect(result).toEqual({
      check: check('scan').name,
      passed: false,
      detail: expect.stringContaining('Kernel Foo not registered'),
    });
  });

  it('leaves no tensor behind', async () => {
    const network = check('network: residual lstm');
    await compare(network, wasm, cpu);
    const before = tf.memory().numTensors;
    await compare(network, wasm, cpu);
    expect(tf.memory().numTensors).toBe(before);
  });
});
