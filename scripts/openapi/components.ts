/** The shapes of the wire as components of the document, made from the schemas that check and type them. */
import * as z from 'zod';
import {
  CompletionChoiceSchema,
  CompletionSchema,
  LogprobsSchema,
  UsageSchema,
} from '../../src/contract/answer.ts';
import { ClassifyRequestSchema } from '../../src/contract/classification.ts';
import {
  ClassificationSchema,
  ClassificationsSchema,
  LabelScoreSchema,
  ModerationSchema,
  PredictionSchema,
} from '../../src/contract/classification-answer.ts';
import { CompletionRequestSchema } from '../../src/contract/completion.ts';
import { HealthSchema } from '../../src/contract/health.ts';
import {
  BrokenModelSchema,
  ModelCardSchema,
  ModelListSchema,
  ModelSchema,
} from '../../src/contract/models.ts';
import { DetokenizeAnswerSchema, TokenizeAnswerSchema } from '../../src/contract/token-answers.ts';
import { DetokenizeRequestSchema, TokenizeRequestSchema } from '../../src/contract/tokens.ts';
import { NO_PENALTIES } from '../../src/generation/drawing/penalties.ts';
import { OPENAI_DEFAULTS } from '../../src/routes/plan.ts';
import { ModerationRequestSchema, PredictRequestSchema } from './adapters.ts';
import { ErrorEnvelopeSchema } from './faults.ts';
import {
  CLASSIFY_REQUEST,
  COMPLETION_REQUEST,
  DETOKENIZE_REQUEST,
  type Meaning,
  STREAM_OPTIONS,
  TOKENIZE_REQUEST,
} from './meanings.ts';
import { type JsonSchema, refTo } from './schema.ts';

const REQUESTS = {
  CompletionRequest: CompletionRequestSchema,
  TokenizeRequest: TokenizeRequestSchema,
  DetokenizeRequest: DetokenizeRequestSchema,
  ClassifyRequest: ClassifyRequestSchema,
  ModerationRequest: ModerationRequestSchema,
  PredictRequest: PredictRequestSchema,
};

const ANSWERS = {
  Completion: CompletionSchema,
  CompletionChoice: CompletionChoiceSchema,
  Logprobs: LogprobsSchema,
  Usage: UsageSchema,
  TokenizeAnswer: TokenizeAnswerSchema,
  DetokenizeAnswer: DetokenizeAnswerSchema,
  Classifications: ClassificationsSchema,
  Classification: ClassificationSchema,
  LabelScore: LabelScoreSchema,
  Moderation: ModerationSchema,
  Prediction: PredictionSchema,
  ModelList: ModelListSchema,
  Model: ModelSchema,
  BrokenModel: BrokenModelSchema,
  ModelCard: ModelCardSchema,
  Health: HealthSchema,
  Error: ErrorEnvelopeSchema,
};

/** Fields whose default is another on each route: OpenAI's on `/v1/completions`, the model's own on `/complete`. */
const DEFAULTS_OF_ROUTES: Record<string, number> = {
  max_tokens: OPENAI_DEFAULTS.maxTokens,
  temperature: OPENAI_DEFAULTS.temperature,
  top_p: OPENAI_DEFAULTS.topP,
  top_k: OPENAI_DEFAULTS.topK,
  frequency_penalty: NO_PENALTIES.frequency,
};

/** Schemas by name; one that holds another refers to it. Those that cost no name of their own are written out. */
export function components(): Record<string, JsonSchema> {
  const schemas = { ...convert(REQUESTS, 'input'), ...convert(ANSWERS, 'output') };
  explain(schemas.CompletionRequest, COMPLETION_REQUEST);
  explain(schemas.CompletionRequest.properties!.stream_options.anyOf![0]!, STREAM_OPTIONS);
  explain(schemas.TokenizeRequest, TOKENIZE_REQUEST);
  explain(schemas.DetokenizeRequest, DETOKENIZE_REQUEST);
  explain(schemas.ClassifyRequest, CLASSIFY_REQUEST);
  const { model, threshold, user } = CLASSIFY_REQUEST;
  explain(schemas.ModerationRequest, { model, threshold, user });
  explain(schemas.PredictRequest, { model });
  for (const [field, value] of Object.entries(DEFAULTS_OF_ROUTES)) {
    const schema = schemas.CompletionRequest.properties![field];
    schema.description += ` Default: the model's own on \`/complete\`, ${value} on \`/v1/completions\`.`;
  }
  return { ...schemas, OpenAICompletionRequest: openAIRequest() };
}

/** Adds to the fields of `schema` what they mean. */
function explain(schema: JsonSchema, meanings: Record<string, Meaning>): void {
  const properties = schema.properties!;
  for (const [field, meaning] of Object.entries(meanings)) {
    properties[field] = { ...meaning, ...properties[field] };
  }
}

/** What `/v1/completions` takes: the same fields, with OpenAI's defaults. */
function openAIRequest(): JsonSchema {
  const told = {
    ...DEFAULTS_OF_ROUTES,
    token_healing: OPENAI_DEFAULTS.tokenHealing,
    manners: OPENAI_DEFAULTS.manners,
  };
  const defaults = Object.entries(told).map(([field, value]) => [field, { default: value }]);
  return {
    allOf: [refTo('CompletionRequest'), { type: 'object', properties: Object.fromEntries(defaults) }],
    description: "The fields of `CompletionRequest` with OpenAI's defaults.",
  };
}

function convert(table: Record<string, z.core.$ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(table)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => refTo(id).$ref });
  const cleaned = Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]);
  return Object.fromEntries(cleaned);
}
