/** Exploding gradients, and clipping against them: eight linear Elman layers, same weights, same text. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../model-build/backend/index.ts';
import { clippingRun, NO_CLIPPING, unigramEntropy } from '../../model-build/diagnostics/clipping.ts';
import type { Ops } from '../../model-build/ops/ops.ts';
import { bytesTokenizerFile } from '../../model-build/tokenizer/file.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';

const TEXT = join(import.meta.dirname, '../../models/fixture-gru/corpus.txt');
const PLAN = { learningRate: 0.01, steps: 120, seed: 1 };
/** How far below the entropy of unigrams, in nats, a network has to come that learns. */
const LEARNT = 0.5;

let ops: Ops;
let text: { tokens: Uint16Array; vocabulary: number };
beforeAll(async () => {
  // The last bits of sums decide when a float overflows: wasm alone has the same ones everywhere.
  process.env.AFTERWORD_BLAS = 'off';
  ({ ops } = await openBackend('wasm'));
  const tokenizer = loadTokenizer(bytesTokenizerFile());
  const ids = tokenizer.encode(await readFile(TEXT, 'utf8'));
  text = { tokens: Uint16Array.from([tokenizer.startToken, ...ids]), vocabulary: tokenizer.size };
});

describe('a deep Elman network', () => {
  it('explodes without clipping', async () => {
    const { steps, explosion } = await clippingRun(ops, text, { ...PLAN, clip: NO_CLIPPING });
    expect(explosion).toContain('is not finite');
    expect(steps.at(-1)!.loss).toBeGreaterThan(steps[0].loss);
  });

  it('trains with it, from the same weights on the same text', async () => {
    const { steps, explosion } = await clippingRun(ops, text, { ...PLAN, clip: 1 });
    expect(explosion).toBeUndefined();
    const last = steps.slice(-20).reduce((sum, { loss }) => sum + loss, 0) / 20;
    expect(last).toBeLessThan(unigramEntropy(text.tokens) - LEARNT);
  });
});
