import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { openHeap } from '../../../../model-build/heap/heap.ts';

it('says what to lower when its 4 GB are full, and goes on once there is room', async () => {
  const heap = await openHeap();
  const quarter = 2 ** 28;
  tf.tidy(() => {
    expect(() => {
      for (let i = 0; i < 5; i++) heap.at(heap.empty([quarter]));
    }).toThrow('full: lower training.batch or training.window, or raise training.shards');
  });
  expect(tf.tidy(() => heap.at(heap.zeros([8])))).toBeGreaterThan(0);
});
