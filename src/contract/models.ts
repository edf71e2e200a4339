/** The wire of `GET /v1/models` and `GET /v1/models/{id}`: OpenAI's fields, then what the manifest says. */
import { described } from './field.ts';
import { AliasSchema, ManifestSchema } from './manifest.ts';
import * as z from './zod.ts';

const head = {
  id: described(z.string(), 'The name that requests call it by.'),
  object: described(z.literal('model'), "OpenAI's name for this shape."),
  created: described(z.literal(0), 'Not kept: a build is the same at any time.'),
  owned_by: described(z.literal('afterword'), "OpenAI's field."),
};

/** A model in the list. */
export const ModelSchema = z.object({
  ...head,
  description: described(z.string(), 'What it is, in a sentence.'),
  task: described(
    z.enum(['completion', 'classes', 'labels', 'targets']),
    'Whether it completes text, or which kind of answer it gives about one.',
  ),
  version: described(z.string(), 'The version that is served.'),
  alias: described(AliasSchema, 'The version that should be served, and the one before it.'),
  fallback: described(
    z.nullable(z.object({ broken: z.string(), reason: z.string() })),
    'Not null while another version is served, because the current one would not load.',
  ),
  runtime: described(
    z.string(),
    'What runs it in this isolate, or what would choose when nobody has asked for it yet.',
  ),
});
/** A model of the list, as a type. */
export type Model = z.infer<typeof ModelSchema>;

/** A model that cannot be described. */
export const BrokenModelSchema = z.object({
  ...head,
  error: described(z.object({ code: z.string(), message: z.string() }), 'Why it is not served.'),
});
/** A model that cannot be described, as a type. */
export type BrokenModel = z.infer<typeof BrokenModelSchema>;

/** The answer of `/v1/models`. */
export const ModelListSchema = z.object({
  object: described(z.literal('list'), "OpenAI's name for this shape."),
  data: described(z.array(z.union([ModelSchema, BrokenModelSchema])), 'Every model of the server.'),
});
/** The answer of `/v1/models`, as a type. */
export type ModelList = z.infer<typeof ModelListSchema>;

const { architecture, vocabulary, quantization, task, generation, training, data, quality, files } =
  ManifestSchema.shape;

/** The answer of `/v1/models/:id`. */
export const ModelCardSchema = z.extend(ModelSchema, {
  architecture: described(
    architecture,
    'The network and its size; `multiplyAccumulates` is the work of a token.',
  ),
  vocabulary: described(vocabulary, 'Its tokens.'),
  quantization: described(
    quantization,
    'How its weights were rounded, and what that cost the worst of them.',
  ),
  classification: described(task, 'What it says of a text, if it does not complete it.'),
  generation: described(generation, 'The defaults of `/complete` for this model, if it completes text.'),
  training: described(training, 'What it was trained on, and for how long.'),
  data: described(data, 'Its texts and their licences.'),
  quality: described(
    quality,
    'Bits per byte of held-out text, before and after rounding, and with its cache.',
  ),
  files: described(files, 'Bytes and sha256 of each file.'),
});
/** The answer of `/v1/models/:id`, as a type. */
export type ModelCard = z.infer<typeof ModelCardSchema>;
