/** A recipe: everything that decides a model. Same recipe, same corpora, same backend: same model. */

import { z } from 'zod';
import { GenerationSchema, ModelNameSchema, ModelVersionSchema } from '../../src/contract/manifest.ts';
import { NetworkSpecSchema } from '../network/spec.ts';
import { sha256 } from '../sha256.ts';
import { BACKENDS } from './backend-names.ts';
import { contradictions } from './contradictions.ts';

const count = z.number().int().positive();
const share = z.number().min(0).max(1);
/** Of a running mean: at 1 it would stay what it was, which is 0. */
const momentum = z.number().min(0).lt(1);
const words = z.array(z.string().regex(/^[\p{L}\p{N}]+$/u, 'one word of letters and digits')).min(1);
/** Tokens are 16-bit numbers. */
const MOST_PIECES = 65_536;

/** How a network is trained. */
export const TrainingSchema = z.strictObject({
  backend: z.enum(BACKENDS).default('auto'),
  /** Tokens to see in all; with the batch and the window it gives the number of steps. */
  tokens: count,
  /** Lanes read side by side, each a contiguous stretch of the text. */
  batch: count,
  /** Tokens of a lane in one step: how far gradients reach back. */
  window: count,
  learningRate: z.number().positive(),
  /** Steps of linear warm-up. */
  warmup: count,
  /** From this share of the run on, the rate falls to zero. */
  decayFrom: share.default(0.6),
  /** In a straight line if not said otherwise. */
  decay: z.enum(['linear', 'cosine']).optional(),
  /** Share of each layer's output that is left out of a step. Below one reading of the text it only slows learning. */
  dropout: z.number().min(0).lt(1).optional(),
  /** Stops after so many validations without a better one, and ships the weights of the best. */
  patience: count.optional(),
  /**
   * What to begin from, the same network or one whose feed-forward is narrower: a model's directory
   * (`models/english/0.5.0`), whose tokenizer is kept too, or a safetensors file (`weights.fp16.safetensors` of a run),
   * which holds none: of pieces that were learned, `tokenizerFrom` names it.
   */
  startFrom: z.string().optional(),
  /**
   * Share of `startFrom` in the weights that ship; the rest is what the run made of them. A run too short to learn all
   * that its beginning knew keeps some of both (Wortsman et al. 2022, arXiv:2109.01903).
   */
  keptOfStart: z.number().positive().lt(1).optional(),
  /** A model's directory whose tokenizer is kept, in place of one trained on the mixture. */
  tokenizerFrom: z.string().optional(),
  /** On matrices only. */
  weightDecay: z.number().nonnegative().default(0.05),
  beta1: momentum.default(0.9),
  beta2: momentum.default(0.98),
  /** Largest norm of all gradients together. */
  clip: z.number().positive().default(1),
  /** Decay of the running average of the weights, which is what ships. */
  averaging: share.default(0.999),
  /** Chance that a lane starts a window from the zero state. */
  reset: share.default(0.02),
  /**
   * Threads that share the lanes of a step out, on wasm and cpu (see train/shards.ts); 1 if not said. A part of the recipe
   * because sums depend on it in their last bits: any number of cores gives the same model.
   */
  shards: count.optional(),
  /** In steps. */
  checkpointEvery: count.default(100),
  validateEvery: count.default(250),
});

/** Fields one by one, as a run's folder keeps them. */
export const RecipeFieldsSchema = z.strictObject({
  name: ModelNameSchema,
  version: ModelVersionSchema,
  description: z.string(),
  seed: z.number().int().nonnegative(),
  tokenizer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('bpe'),
      vocabulary: z.number().int().min(258).max(MOST_PIECES),
      sampleBytes: count,
    }),
    z.strictObject({ kind: z.literal('bytes') }),
  ]),
  /**
   * The mixture: a corpus is a name looked up in CORPORA as `<corpus>.train.txt[.xz]`, or a path to a file;
   * shares are of tokens and need not add up to 1.
   */
  data: z
    .array(
      z.strictObject({
        corpus: z.string(),
        share: z.number().positive(),
        licence: z.string(),
        origin: z.string(),
        /**
         * Words that a corpus says too often, names of products for example: documents of the training text with one of
         * them are left out. Small and capital letters are one.
         */
        without: words.optional(),
        /** The same for paragraphs: what else the document says stays. */
        withoutParagraphs: words.optional(),
      }),
    )
    .min(1),
  network: NetworkSpecSchema.omit({ vocabulary: true }),
  /** What the inputs of products are rounded to as it is served: 16 bits if not said; see docs/decisions/0024. */
  activations: z.literal('int8').optional(),
  training: TrainingSchema,
  /** Tokens that what `training.startFrom` names had learned from, through all its versions: the card tells of them. */
  earlierTokens: count.optional(),
  /** What only its maker can tell of a model, for the card. */
  card: z
    .strictObject({
      /** How the weights that training begins from came to be: a sentence. */
      earlier: z.string().min(1).optional(),
      /** What it is bad at beside what every model of ours is: Markdown, an entry of the list each. */
      weaknesses: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  /** What samples go on from: the first while training, all of them on the card. */
  prompts: z.array(z.string().min(1)).min(1).default(['The history of the city', 'I think that']),
  // Strict here: a manifest may know more than this program, a recipe may not. Why these: decision 0011.
  generation: z
    .strictObject(GenerationSchema.shape)
    .default({ maxTokens: 16, temperature: 0, topK: 40, topP: 0.95, frequencyPenalty: 0.3 }),
});
/** A recipe whose fields are each valid, with every default filled in. Whether they go together is not checked. */
export type RecipeFields = z.infer<typeof RecipeFieldsSchema>;

/** A recipe whose fields go together too. */
export const RecipeSchema = RecipeFieldsSchema.superRefine((fields, context) => {
  for (const { path, message } of contradictions(fields)) context.addIssue({ code: 'custom', path, message });
});

/** A recipe that was checked, with every default filled in. */
export type Recipe = z.infer<typeof RecipeSchema>;
/** A recipe as it is written, defaults left out. */
export type RecipeInput = z.input<typeof RecipeSchema>;
/** How a network is trained, with every default filled in. */
export type TrainingPlan = z.infer<typeof TrainingSchema>;

/** Checks a recipe; throws a ZodError that names the field. */
export const recipe = (input: RecipeInput): Recipe => RecipeSchema.parse(input);

/** Steps of a run. */
export const stepsOf = ({ tokens, batch, window }: TrainingPlan): number =>
  Math.max(1, Math.floor(tokens / (batch * window)));

const hash = (value: unknown): string => sha256(JSON.stringify(value));

/** Changes when, and only when, the recipe's content does. */
export const recipeHash = (r: Recipe): string => hash(r);

/** The same for what training depends on: a new prompt, or another share of the beginning in what ships, leaves a checkpoint usable. */
export const trainingHash = ({ seed, tokenizer, data, network, training }: Recipe): string =>
  hash({
    seed,
    tokenizer,
    data: data.map(({ corpus, share, without, withoutParagraphs }) => ({
      corpus,
      share,
      without,
      withoutParagraphs,
    })),
    network,
    training: { ...training, keptOfStart: undefined },
  });
