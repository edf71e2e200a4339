/** The operations as programs of our own, for any GPU that WebGPU reaches. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import { dense } from './dense.ts';
import { elman } from './elman.ts';
import { embed } from './embed.ts';
import { gate } from './gate.ts';
import { Gpu } from './gpu.ts';
import { gru } from './gru.ts';
import { loss } from './loss.ts';
import { lstm } from './lstm.ts';
import { norm } from './norm.ts';
import { normShift } from './norm-shift.ts';
import { FlatOptimizer } from './optimizer.ts';
import { residual } from './residual.ts';
import { scan } from './scan.ts';
import { shift } from './shift.ts';
import { squares } from './squares.ts';

/** The operations on tfjs's WebGPU backend, which must be open. Any sizes. */
export function webgpuOps(): Ops {
  const gpu = Gpu.of(tf.backend());
  return {
    kind: 'webgpu',
    embed: embed(gpu),
    dense: dense(gpu),
    residual: residual(gpu),
    gru: gru(gpu),
    lstm: lstm(gpu),
    elman: elman(gpu),
    scan: scan(gpu),
    norm: norm(gpu),
    shift: shift(gpu),
    normShift: normShift(gpu),
    gate: gate(gpu),
    loss: loss(gpu),
    squares: squares(gpu),
    optimizer: (weights) => new FlatOptimizer(gpu, weights),
  };
}
