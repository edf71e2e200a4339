/** The wire of `GET /v1/models` and `GET /v1/models/{id}`: OpenAI's fields, then what the manifest says. */
import * as z from 'zod';
import { AliasSchema, ManifestSchema } from './manifest.ts';

const head = {
  id: z.string().describe('The name that requests call it by.'),
  object: z.literal('model').describe("OpenAI's name for this shape."),
  created: z.literal(0).describe('Not kept: a build is the same at any time.'),
  owned_by: z.literal('afterword').describe("OpenAI's field."),
};

export const ModelSchema = z.object({
  ...head,
  description: z.string().describe('What it is, in a sentence.'),
  version: z.string().describe('The version that is served.'),
  alias: AliasSchema.describe('The version that should be served, and the one before it.'),
  fallback: z
    .object({ broken: z.string(), reason: z.string() })
    .nullable()
    .describe('Not null while another version is served, because the current one would not load.'),
  runtime: z
    .string()
    .describe('What runs it in this isolate, or what would choose when nobody has asked for it yet.'),
});
export type Model = z.infer<typeof ModelSchema>;

/** A model that cannot be described. */
export const BrokenModelSchema = z.object({
  ...head,
  error: z.object({ code: z.string(), message: z.string() }).describe('Why it is not served.'),
});
export type BrokenModel = z.infer<typeof BrokenModelSchema>;

export const ModelListSchema = z.object({
  object: z.literal('list').describe("OpenAI's name for this shape."),
  data: z.array(z.union([ModelSchema, BrokenModelSchema])).describe('Every model of the server.'),
});
export type ModelList = z.infer<typeof ModelListSchema>;

const { architecture, vocabulary, quantization, generation, training, data, quality, files } =
  ManifestSchema.shape;

export const ModelCardSchema = ModelSchema.extend({
  architecture: architecture.describe(
    'The network and its size; `multiplyAccumulates` is the work of a token.',
  ),
  vocabulary: vocabulary.describe('Its tokens.'),
  quantization: quantization.describe('How its weights were rounded, and what that cost the worst of them.'),
  generation: generation.describe('The defaults of `/complete` for this model.'),
  training: training.describe('What it was trained on, and for how long.'),
  data: data.describe('Its texts and their licences.'),
  quality: quality.describe('Bits per byte of held-out text, before and after rounding.'),
  files: files.describe('Bytes and sha256 of each file.'),
});
export type ModelCard = z.infer<typeof ModelCardSchema>;
