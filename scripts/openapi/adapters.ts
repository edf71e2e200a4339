/** What the adapters of `/v1/classify` take, in other servers' words; the Worker checks it as a request of its own. */
import * as z from 'zod';
import { ClassifyRequestSchema, MAX_INPUTS } from '../../src/contract/classification.ts';

const { model, threshold, user } = ClassifyRequestSchema.shape;
const text = z.string();
const part = z.object({ type: z.literal('text'), text });

export const ModerationRequestSchema = z.object({
  model,
  input: z
    .union([text, z.array(text).min(1).max(MAX_INPUTS), z.array(part).min(1)])
    .describe('A text, several of them, or the parts of one.'),
  threshold,
  user,
});

export const PredictRequestSchema = z.object({
  model,
  inputs: z
    .union([text, z.array(z.array(text).length(1)).min(1).max(MAX_INPUTS)])
    .describe('A text, or lists of one text each.'),
});
