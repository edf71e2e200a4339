/** A recipe of a classifier: everything that decides it. Same recipe, same tables: same model. */
import { z } from 'zod';
import { ModelNameSchema, ModelVersionSchema } from '../../src/contract/manifest.ts';
import { NetworkSpecSchema, PoolSchema } from '../network/spec.ts';
import { sha256 } from '../sha256.ts';

const count = z.number().int().positive();

/** How a classifier is trained. */
export const ClassifierTrainingSchema = z.strictObject({
  /** Readings of the table. */
  epochs: count,
  batch: count.default(16),
  learningRate: z.number().positive(),
  /** Chance that a token is left out of a reading, of a sum; share of each layer's output, of a network. */
  dropout: z.number().min(0).lt(1).default(0),
  weightDecay: z.number().nonnegative().default(0),
  /** Taken from what is right and shared out among all classes. */
  smoothing: z.number().min(0).max(0.2).default(0),
  /** `rare`: a class counts by 1 / sqrt(its share), 10 times as much as the most common one at most. */
  classWeights: z.enum(['even', 'rare']).default('even'),
  /** Chance that a text is cut to its first so many characters in a reading, for a model that meets half-typed text. */
  cut: z.strictObject({ chance: z.number().min(0).max(1), characters: z.tuple([count, count]) }).optional(),
});

const TableSchema = z.strictObject({
  /** Looked up in CORPORA, or in labels/ there, as `<table>.<train|valid|test>.csv[.xz]`. */
  table: z.string().regex(/^[a-z0-9-]+$/),
  licence: z.string(),
  origin: z.string(),
  /** Made of other tables and of texts without sense, in place of one that is read: see kinds.ts. */
  made: z
    .strictObject({
      languages: z.string(),
      prose: z.array(z.string()),
      /** Names of corpora, of whose documents windows are prose. */
      corpora: z.array(z.string()).optional(),
      /** Folders of the repository, whose files are code. */
      sources: z.array(z.string()).optional(),
    })
    .optional(),
});

const TokenizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ngrams'),
    buckets: count,
    characters: z.tuple([count, count]).default([1, 4]),
    words: z.number().int().min(0).max(2).default(2),
  }),
  z.strictObject({ kind: z.literal('bytes') }),
  /** That of the language model whose weights the network begins with (ULMFiT, arXiv:1801.06146): a model's directory. */
  z.strictObject({ kind: z.literal('model'), directory: z.string() }),
]);

const NetworkSchema = NetworkSpecSchema.omit({ vocabulary: true, head: true }).extend({
  pool: z.array(PoolSchema).min(1),
});

export const ClassifierRecipeSchema = z.strictObject({
  name: ModelNameSchema,
  version: ModelVersionSchema,
  description: z.string(),
  seed: z.number().int().nonnegative(),
  data: TableSchema,
  /** If the table leaves it open. */
  kind: z.enum(['classes', 'labels', 'targets']).optional(),
  /** Tables that the network is trained on before, in turn, with heads of their own: what words mean is learned from them. */
  earlier: z
    .array(
      TableSchema.extend({
        kind: z.enum(['classes', 'labels', 'targets']).optional(),
        epochs: count,
        /** In place of the recipe's. */
        dropout: z.number().min(0).lt(1).optional(),
      }),
    )
    .default([]),
  tokenizer: TokenizerSchema,
  network: NetworkSchema,
  training: ClassifierTrainingSchema,
  /** A network that learns the table first, and shares what it says of each text with this one: see teacher.ts. */
  teacher: z
    .strictObject({
      tokenizer: TokenizerSchema,
      network: NetworkSchema,
      training: ClassifierTrainingSchema,
      /** Of the answers that are learned, how much is the teacher's. */
      share: z.number().min(0).max(1),
    })
    .optional(),
  /** Of a gate: names whose texts go on to a model that completes them. */
  passes: z.array(z.string()).min(1).optional(),
  /** The class of texts that are none of the others: how common it is is chosen on `valid`, see none-of-these.ts. */
  none: z.string().optional(),
  /** A class that is less likely is not said. */
  abstainBelow: z.number().min(0).max(1).optional(),
  card: z.strictObject({ weaknesses: z.array(z.string().min(1)) }).optional(),
});
/** A checked recipe, with every default filled in. */
export type ClassifierRecipe = z.infer<typeof ClassifierRecipeSchema>;
/** A recipe as it is written. */
export type ClassifierRecipeInput = z.input<typeof ClassifierRecipeSchema>;

/** Checks a recipe; throws a ZodError that names the field. */
export const classifierRecipe = (input: ClassifierRecipeInput): ClassifierRecipe =>
  ClassifierRecipeSchema.parse(input);

/** Changes when, and only when, the recipe's content does. */
export const classifierHash = (recipe: ClassifierRecipe): string => sha256(JSON.stringify(recipe));

/** A sum of n-grams: embeddings of so many numbers in so many buckets. */
export const sumOf = (embedding: number): ClassifierRecipeInput['network'] => ({
  embedding,
  cells: [],
  hidden: 1,
  pool: ['mean'],
});
