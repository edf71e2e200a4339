/** A published classifier is verified as a language model is: it says what it holds a text for. */
import { expect, it } from 'vitest';
import { verifyVersion } from '../../../../model-build/publish/verify.ts';
import { createMemoryStore } from '../../../fixtures/memory-store.ts';
import { CLASSES, randomClassifierFiles } from '../../../fixtures/random-classifier.ts';

it('runs, and names one of its names', async () => {
  const store = createMemoryStore();
  for (const [file, bytes] of randomClassifierFiles('mail')) store.objects.set(`mail/1.0.0/${file}`, bytes);
  const { text, runtime, manifest } = await verifyVersion(store, { name: 'mail', version: '1.0.0' });
  expect(CLASSES.names).toContain(text);
  expect([runtime, manifest.task!.kind]).toEqual(['kernels', 'classes']);
});
