/** The served versions of the models in models/, and what the kernels make of them in Node. */
import { join } from 'node:path';
import { readModels } from '../../bench/models.ts';
import { KERNELS_MODULE } from './kernel-bench.ts';
import { modelFingerprint, SHIPPED_STEPS } from './kernel-fingerprints.ts';

export const MODELS_DIR = join(import.meta.dirname, '../../models');

/** Fingerprint of each by name: see kernel-fingerprints.ts. */
export async function shippedFingerprints(): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const { name, onnx } of readModels(MODELS_DIR, [])) {
    prints[name] = await modelFingerprint(KERNELS_MODULE, onnx, SHIPPED_STEPS);
  }
  return prints;
}
