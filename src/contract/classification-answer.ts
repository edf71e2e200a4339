/** The answer of `/v1/classify`: vLLM's envelope, with names. A Worker takes only types from here. */
import { described } from './field.ts';
import * as z from './zod.ts';

/** A name and how likely it is. */
export const LabelScoreSchema = z.object({
  label: described(z.string(), 'The name.'),
  score: described(z.number(), 'Its probability; of targets the number.'),
});
/** A name and how likely it is, as a type. */
export type LabelScore = z.infer<typeof LabelScoreSchema>;

/** A word that weighed. */
export const WordWeightSchema = z.object({
  start: described(z.int(), 'Where it begins, in Unicode characters.'),
  end: described(z.int(), 'Where it ends.'),
  text: described(z.string(), 'The word.'),
  weight: described(
    z.number(),
    'What it adds to the logit of the name, above what it adds to all names on average.',
  ),
});

/** What one text is. */
export const ClassificationSchema = z.object({
  index: described(z.int(), 'Which input it is of.'),
  label: described(
    z.nullable(z.string()),
    'The likeliest name; null where none is sure enough, and of targets.',
  ),
  score: described(z.number(), 'The probability of the likeliest name; of targets the first number.'),
  labels: described(z.array(LabelScoreSchema), 'The likeliest first; as many as `top_k`.'),
  said: described(
    z.optional(z.array(z.string())),
    'Of a model whose names do not exclude each other: all that are sure enough.',
  ),
  values: described(
    z.optional(z.record(z.string(), z.number())),
    'Of a model of targets: its numbers by name.',
  ),
  probs: described(z.array(z.number()), "Of every name, in the order of the model's `classification.names`."),
  num_classes: described(z.int(), 'How many names there are.'),
  abstained: described(z.boolean(), 'Nothing is sure enough, or the text has nothing to go by.'),
  explain: described(
    z.optional(z.object({ label: z.string(), words: z.array(WordWeightSchema) })),
    'Only with `explain`: the words that weighed most, for or against the name.',
  ),
});
/** What one text is, as a type. */
export type Classification = z.infer<typeof ClassificationSchema>;

/** The whole answer. */
export const ClassificationsSchema = z.object({
  id: described(z.string(), 'Another for every answer.'),
  object: described(z.literal('list'), "vLLM's name for this shape."),
  created: described(z.int(), 'Seconds since 1970.'),
  model: described(z.string(), 'The model that answered.'),
  system_fingerprint: described(z.string(), 'Changes whenever the same request may give another answer.'),
  data: described(z.array(ClassificationSchema), 'One for each input, in order.'),
  usage: described(
    z.object({ prompt_tokens: z.int(), total_tokens: z.int(), completion_tokens: z.literal(0) }),
    'What was read, in tokens.',
  ),
});
/** The whole answer, as a type. */
export type Classifications = z.infer<typeof ClassificationsSchema>;

const byName = <T extends z.ZodMiniType>(value: T) => z.record(z.string(), value);

/** The answer of `/v1/moderations`: OpenAI's shape. */
export const ModerationSchema = z.object({
  id: described(z.string(), 'Another for every answer.'),
  model: described(z.string(), 'The model that answered.'),
  results: described(
    z.array(
      z.object({
        flagged: described(z.boolean(), 'Something is sure enough.'),
        categories: described(byName(z.boolean()), 'Whether each name is.'),
        category_scores: described(byName(z.number()), 'How likely each is.'),
        category_applied_input_types: described(
          byName(z.array(z.literal('text'))),
          'Text alone is looked at.',
        ),
      }),
    ),
    'One for each input.',
  ),
});

/** The answer of `/predict`: text-embeddings-inference's shape. */
export const PredictionSchema = z.union([z.array(LabelScoreSchema), z.array(z.array(LabelScoreSchema))]);
