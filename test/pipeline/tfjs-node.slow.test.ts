/**
 * TensorFlow's C library against plain JavaScript, where it is installed (`npm run backend:tfjs-node`):
 *
 *     npm test -- test/pipeline/tfjs-node.slow.test.ts
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { BackendUnavailable } from '../../model-build/backend/peers.ts';
import { CHECKS } from '../../model-build/doctor/conformance/checks.ts';
import { compare } from '../../model-build/doctor/conformance/compare.ts';
import { NETWORKS } from '../../model-build/doctor/conformance/networks.ts';
import { TrainingSchema } from '../../model-build/recipe/recipe.ts';
import { Lanes } from '../../model-build/train/lanes.ts';
import { Trainer } from '../../model-build/train/trainer.ts';

describe('tfjs-node', () => {
  let node: Backend;
  let cpu: Backend;
  /** Why there is nothing to test; empty when there is. */
  let missing = '';
  beforeAll(async () => {
    try {
      node = await openBackend('tfjs-node');
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      missing = error.message;
      process.stderr.write(`tfjs-node is not tested: ${missing}\n`);
    }
    cpu = await openBackend('cpu');
  });

  it('opens, or says what to install', () => {
    if (node) expect(node.description).toContain('TensorFlow');
    else expect(missing).toMatch(/npm install|does not load/);
  });

  it.for(CHECKS)('computes what cpu computes: $name', async (check, { skip }) => {
    skip(missing !== '', missing);
    expect(await compare(check, node, cpu)).toMatchObject({ passed: true });
  });

  it('trains thirty steps as cpu does', async ({ skip }) => {
    skip(missing !== '', missing);
    const plan = TrainingSchema.parse({ tokens: 240, batch: 2, window: 4, learningRate: 1e-3, warmup: 2 });
    const text = Uint16Array.from({ length: 300 }, (_, i) => (i * i) % 37);
    for (const name of ['lstm then gru', 'residual gated-linear']) {
      const losses = async ({ ops, select }: Backend) => {
        await select();
        const trainer = new Trainer(ops, NETWORKS[name]!, plan, 1, 0);
        const lanes = new Lanes(text, plan.batch, plan.window);
        const losses: number[] = [];
        for (let step = 0; step < 30; step++) losses.push((await trainer.train(lanes)).loss);
        trainer.dispose();
        return losses;
      };
      const wanted = await losses(cpu);
      (await losses(node)).forEach((loss, step) => {
        expect(loss, `${name}, step ${step}`).toBeCloseTo(wanted[step]!, 3);
      });
    }
  });
});
