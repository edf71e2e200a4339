/** The model manifest, format 1: what a model directory says of itself. Shared by model-build and the Worker. */
import { TaskSchema } from './task.ts';
import * as z from './zod.ts';

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'a lower-case hexadecimal sha256'));
const count = z.int().check(z.positive());
/** Figures by corpus name, for example `{ wiki: 1.95 }`, in bits per byte. */
const figures = z.record(z.string(), z.number().check(z.nonnegative()));

/** Model names and versions are path segments and R2 key segments. */
export const ModelNameSchema = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
/** Three numbers with dots between them. */
export const ModelVersionSchema = z.string().check(z.regex(/^[0-9]+\.[0-9]+\.[0-9]+$/));

/** Defaults of a model for fields that a request leaves out. */
export const GenerationSchema = z.object({
  maxTokens: count,
  temperature: z.number().check(z.gte(0), z.lte(2)),
  topK: z.int().check(z.nonnegative()),
  topP: z.number().check(z.gt(0), z.lte(1)),
  /** As OpenAI's `frequency_penalty`; none if not said. */
  frequencyPenalty: z.optional(z.number().check(z.gte(-2), z.lte(2))),
});

/** Points of a line that rises: what the model's own probability is worth, `[probability, confidence]`. */
const share = z.number().check(z.gte(0), z.lte(1));
const knots = z.array(z.tuple([share, share])).check(
  z.minLength(1),
  z.maxLength(16),
  z.refine(
    (points) => points.every(([x, y], i) => i === 0 || (x > points[i - 1]![0] && y >= points[i - 1]![1])),
    'wanted probabilities that rise and confidences that never fall',
  ),
);

/** How likely a suggested word is to be right, learned from held-out text; its line goes on to [0, 0]. */
export const CalibrationSchema = z.object({
  /** Corpora whose `valid` split it was learned from, and how many suggestions of it. */
  corpora: z.array(z.string()).check(z.minLength(1)),
  suggestions: count,
  /** For a caret before a word. */
  start: knots,
  /** For a caret behind a letter or digit. */
  inside: knots,
});

/** Something is always left to the network: a cache gives no probability to what was not said before. */
export const MOST_CACHE_SHARE = 0.99;

/** For contexts of 1 to 4 tokens: the share of the probability that goes to what followed them in this text. */
const cacheShares = z
  .array(z.number().check(z.gte(0), z.lte(MOST_CACHE_SHARE)))
  .check(z.minLength(4), z.maxLength(4));

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** How much likelier the text's own words are in it; see src/cache-model/prominence.ts. */
const MarginalsSchema = z.object({
  /** Share of a token's prominence that is added to its logit. */
  strength: z.number().check(z.gte(0), z.lte(1)),
  /** What a place's weight is multiplied by for each token after it. */
  decay: z.number().check(z.gt(0), z.lte(1)),
  /** Tokens of text in general that the text's own are held against. */
  prior: z.number().check(z.gte(1)),
  /** How common each token is in the training text, a byte each in base64; see src/cache-model/background.ts. */
  background: z.string().check(z.regex(BASE64)),
});

/** How a model's own words are mixed with what the text has said a short while ago; see src/cache-model. */
export const CacheModelSchema = z.object({
  /** Tokens that are looked back over. */
  window: z.int().check(
    z.gte(2),
    z.lte(1024),
    z.refine((tokens) => tokens % 2 === 0, 'wanted an even number'),
  ),
  /** Corpora whose `valid` split the shares were learned from. */
  corpora: z.array(z.string()).check(z.minLength(1)),
  /** Of a context that stood there once; several times, always before the same token; before different ones. */
  shares: z.object({ once: cacheShares, same: cacheShares, mixed: cacheShares }),
  /** Absent where they gain nothing, and from models made before there were any. */
  marginals: z.optional(MarginalsSchema),
});

/** A version's manifest: every file with its hash, the graph, the vocabulary, the data, the figures. */
export const ManifestSchema = z
  .object({
    formatVersion: z.literal(1),
    name: ModelNameSchema,
    version: ModelVersionSchema,
    description: z.string(),
    /** Every file beside the manifest, by name. */
    files: z.record(z.string().check(z.regex(/^[A-Za-z0-9._-]+$/)), z.object({ bytes: count, sha256 })),
    graph: z.object({
      token: z.object({ input: z.string(), shape: z.tuple([z.literal(1)]) }),
      logits: z.object({ output: z.string(), shape: z.tuple([z.literal(1), count]) }),
      states: z.array(
        z.object({ input: z.string(), output: z.string(), shape: z.tuple([z.literal(1), count]) }),
      ),
    }),
    vocabulary: z.object({
      size: count,
      /** `ngrams`: no pieces, but hashes of the characters and words of a whole text. */
      tokenizer: z.enum(['bpe', 'bytes', 'ngrams']),
      /** The token fed before any text: document start. */
      startToken: z.int().check(z.nonnegative()),
    }),
    architecture: z.object({
      /** One line for people, for example `gru 512x2, embedding 256`. */
      summary: z.string(),
      cell: z.string(),
      parameters: count,
      /** Work of one step, in multiply-accumulates: the unit of every budget. */
      multiplyAccumulates: count,
    }),
    quantization: z.object({
      weights: z.string(),
      /** What the inputs of products are rounded to, on our kernels: to 16 bits where it is absent. */
      activations: z.optional(z.literal('int8')),
      worstTensor: z.string(),
      worstRelativeError: z.number(),
    }),
    /** Absent from a model that completes text. */
    task: z.optional(TaskSchema),
    /** Of a model that completes text. */
    generation: z.optional(GenerationSchema),
    /** Absent where there was no text to learn it from: then a probability is taken at its word. */
    calibration: z.optional(CalibrationSchema),
    /** Absent where there was no text to learn it from, or more pieces than a history holds. */
    cache: z.optional(CacheModelSchema),
    recipe: z.object({ name: z.string(), sha256 }),
    training: z.object({
      tokens: z.number().check(z.nonnegative()),
      steps: z.int().check(z.nonnegative()),
      backend: z.string(),
      /** Learned from before that, by the versions that this one goes on from. */
      earlierTokens: z.optional(count),
    }),
    data: z.array(
      z.object({ name: z.string(), licence: z.string(), origin: z.string(), bytes: count, sha256 }),
    ),
    /** Bits per byte by corpus, before and after quantization; `runtime` made the int8 figures. Of a task: what is lost a text, in nats, or the root mean square error in deviations. */
    quality: z.object({
      split: z.string(),
      runtime: z.string(),
      fp32: figures,
      int8: figures,
      /** int8 with the cache model, which is how it is served; absent without one. */
      cached: z.optional(figures),
    }),
  })
  .check(
    z.refine(
      ({ task, generation, cache, calibration }) =>
        task ? !(generation || cache || calibration) : generation,
      {
        path: ['task'],
        error: 'wanted `generation` without a task, and neither it nor a cache nor a calibration with one',
      },
    ),
    z.refine(({ task, vocabulary }) => task || vocabulary.tokenizer !== 'ngrams', {
      path: ['vocabulary', 'tokenizer'],
      error: 'wanted pieces, for a model that completes text',
    }),
  );

/** A manifest that was checked. */
export type Manifest = z.infer<typeof ManifestSchema>;
/** Settings that make the words of the text itself likelier in it. */
export type Marginals = z.infer<typeof MarginalsSchema>;
/** Settings that mix the network's probabilities with what followed the same tokens earlier in the text. */
export type CacheModel = z.infer<typeof CacheModelSchema>;
/** Two curves from the probability of a suggested word to how likely it is to be right. */
export type Calibration = z.infer<typeof CalibrationSchema>;
/** A model's defaults for the fields that a request leaves out. */
export type Generation = z.infer<typeof GenerationSchema>;

/** `models/<name>/alias.json`: which version is served, and which one before it. */
export const AliasSchema = z.object({
  current: ModelVersionSchema,
  previous: z.nullable(ModelVersionSchema),
});
/** Which version of a model is served, and which one was served before it. */
export type Alias = z.infer<typeof AliasSchema>;
