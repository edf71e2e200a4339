/** Sound and unsound bodies for every route that classifies, over models of each kind, on the real kernels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ErrorEnvelopeSchema } from '../../../../scripts/openapi/faults.ts';
import {
  ClassificationsSchema,
  ModerationSchema,
  PredictionSchema,
} from '../../../../src/contract/classification-answer.ts';
import type { Task } from '../../../../src/contract/task.ts';
import { openKernelModel } from '../../../../src/runtime/kernels/model.ts';
import { KERNELS_MODULE } from '../../../fixtures/kernel-bench.ts';
import { CLASSES, randomClassifierFiles } from '../../../fixtures/random-classifier.ts';
import { createTestApp } from '../../../helpers/app.ts';
import {
  type ClassifyingCase,
  classifyingBodies,
  classifyingEdges,
} from '../../../helpers/fuzz/classifying.ts';

const ANSWERS = {
  '/v1/classify': ClassificationsSchema,
  '/classify': ClassificationsSchema,
  '/v1/moderations': ModerationSchema,
  '/predict': PredictionSchema,
};
const KINDS: Record<string, Partial<Task>> = {
  classes: {},
  labels: {
    kind: 'labels',
    abstainBelow: undefined,
    thresholds: { f1: [0.5, 0.5, 0.5], precision95: [0.9, null, 0.9] },
  },
};

describe.each(Object.entries(KINDS))('a model of %s', (kind, changes) => {
  const files = randomClassifierFiles(kind, changes);
  const model = openKernelModel(KERNELS_MODULE, files.get('model.onnx')!);
  const app = createTestApp(
    { defaultModel: kind },
    { served: { name: kind, version: '1.0.0', files, model } },
  );

  async function check({ path, body, wanted }: ClassifyingCase): Promise<void> {
    const response = await app.ask(path, { method: 'POST', body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    const context = `${path} ${JSON.stringify(body)}: ${response.status} ${JSON.stringify(answer).slice(0, 300)}`;
    if (wanted) expect(response.status, context).toBe(wanted.status);
    if (response.status === 200) {
      const schema: z.core.$ZodType = ANSWERS[path];
      expect(z.safeParse(schema, answer).error?.message, context).toBeUndefined();
      return;
    }
    expect([400, 404], context).toContain(response.status);
    const { error } = ErrorEnvelopeSchema.parse(answer);
    if (wanted?.status === 400) expect(error.param!.split('.')[0], context).toBe(wanted.param);
    expect(error.message, context).toContain(error.param!.split('.')[0]);
  }

  it.each(classifyingEdges(CLASSES.names))('answers $path $body as wanted', check);

  it('answers any body with 200 in its shape, or with a 4xx that names a field', async () => {
    await fc.assert(fc.asyncProperty(classifyingBodies(CLASSES.names), check), { numRuns: 600 });
  });
});
