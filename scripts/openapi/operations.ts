/** The routes as the document tells of them: what for, what comes in, what goes out. */
import { CLASSIFY_ALIASES } from '../../src/contract/classification.ts';
import { ALIASES, GROUPS, UNSUPPORTED_FIELDS } from '../../src/contract/completion.ts';
import { TOKENIZE_ALIASES } from '../../src/contract/tokens.ts';
import { QUERY_FIELDS } from '../../src/routes/query.ts';
import type { Part } from './faults.ts';

export interface Operation {
  method: 'get' | 'post';
  path: string;
  id: string;
  summary: string;
  description?: string;
  /** Name of the component that the body is. */
  body?: string;
  /** A body, or values of parameters, that answer 200. */
  example?: Record<string, unknown>;
  /** Fields of CompletionRequest that stand in the query. */
  query?: readonly string[];
  /** Answer 200: content type to component, or to undefined where it is a text. */
  answer: Record<string, string | undefined>;
  answerText: string;
  parts: readonly Part[];
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const pairs = (table: Record<string, string>): string =>
  Object.entries(table)
    .map(([alias, field]) => `\`${alias}\` (${field})`)
    .join(', ');

const COMPLETING = `Fields may be null, which means absent. Unknown fields are ignored; other servers' names are taken: \
${pairs(ALIASES)}, and the fields of ${code(GROUPS)} are taken as the body's own. An error names a field as it was sent. Known and not offered, a 400 where they ask for something: ${code(UNSUPPORTED_FIELDS)}.

With \`"stream": true\` the answer comes as server-sent events. Each is \`data: \` and a frame as JSON, the same shape as a \
whole answer with the new text in it; the frame that ends a choice has its \`finish_reason\`. A failure after the start \
is a frame \`{"error": ...}\`. The last event is \`data: [DONE]\`.`;

/** What answers need that come from a model. */
const FROM_MODEL = ['key', 'rate', 'field', 'name', 'model', 'store', 'server'] as const;
const COMPLETION = { 'application/json': 'Completion', 'text/event-stream': undefined };
const JSON_AND = (component: string) => ({ 'application/json': component });

export const OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/complete',
    id: 'complete',
    summary: 'Completes a text, with defaults for a person who types',
    description: `The defaults are the model's own: \`generation\` of \`GET /v1/models/{id}\`. ${COMPLETING}`,
    body: 'CompletionRequest',
    example: { prompt: 'I am sorry for the late reply. I have been', stop_at: 'sentence' },
    answer: COMPLETION,
    answerText: 'The completion, or its frames.',
    parts: ['body', 'prompt', 'resume', ...FROM_MODEL],
  },
  {
    method: 'get',
    path: '/complete',
    id: 'completeShort',
    summary: 'A short completion that may be cached',
    description:
      'The same each time for the same address. It takes those fields of a body that make no long and no changing answer; `stop` may come several times. The answer has an `ETag`; sent back as `If-None-Match`, it is a 304 that ran no model.\n\n**The prompt stands in the address**, which browsers, proxies and logs keep. For text that is not public use `POST /complete`.',
    query: QUERY_FIELDS,
    example: { prompt: 'The history of the', max_tokens: 8 },
    answer: JSON_AND('Completion'),
    answerText: 'The completion.',
    parts: ['prompt', ...FROM_MODEL],
  },
  {
    method: 'post',
    path: '/v1/completions',
    id: 'createCompletion',
    summary: "The same for clients of OpenAI's API, with its defaults",
    description: COMPLETING,
    body: 'OpenAICompletionRequest',
    example: { prompt: 'The history of the city', max_tokens: 24, temperature: 0.5, logprobs: 2 },
    answer: COMPLETION,
    answerText: 'The completion, or its frames.',
    parts: ['body', 'prompt', 'resume', ...FROM_MODEL],
  },
  {
    method: 'post',
    path: '/tokenize',
    id: 'tokenize',
    summary: "A text's tokens with their offsets",
    description: `Other servers' names are taken: ${pairs(TOKENIZE_ALIASES)}.`,
    body: 'TokenizeRequest',
    example: { prompt: 'The history of the city' },
    answer: JSON_AND('TokenizeAnswer'),
    answerText: 'The tokens.',
    parts: ['body', ...FROM_MODEL],
  },
  {
    method: 'post',
    path: '/detokenize',
    id: 'detokenize',
    summary: 'The text of tokens',
    body: 'DetokenizeRequest',
    example: { tokens: [85, 105, 102] },
    answer: JSON_AND('DetokenizeAnswer'),
    answerText: 'The text.',
    parts: ['body', ...FROM_MODEL],
  },
  ...['/v1/classify', '/classify'].map(
    (path, i): Operation => ({
      method: 'post',
      path,
      id: ['classify', 'classifyAlias'][i],
      summary: ['What texts are: classes, labels or numbers', 'The same, where vLLM has it'][i],
      description: `For a model whose \`task\` is not completion: \`GET /v1/models/{id}\` tells its names, thresholds, priors and figures as \`classification\`. Probabilities of classes add up to 1. A text without letters and digits, or none of whose names is sure enough, is abstained from. Other servers' names are taken: ${pairs(CLASSIFY_ALIASES)}.`,
      body: 'ClassifyRequest',
      example: {
        model: 'languages',
        input: ['Where is the harbour?', 'Wo ist der Hafen?'],
        top_k: 2,
        explain: true,
      },
      answer: JSON_AND('Classifications'),
      answerText: 'What each text is.',
      parts: ['body', 'prompt', ...FROM_MODEL],
    }),
  ),
  {
    method: 'post',
    path: '/v1/moderations',
    id: 'createModeration',
    summary: "The same in the shape of OpenAI's moderations",
    description:
      "The categories are the model's own names. Parts of an `input` are one text; images are not taken.",
    body: 'ModerationRequest',
    example: { model: 'languages', input: 'Where is the harbour?' },
    answer: JSON_AND('Moderation'),
    answerText: 'What is flagged.',
    parts: ['body', 'prompt', ...FROM_MODEL],
  },
  {
    method: 'post',
    path: '/predict',
    id: 'predict',
    summary: 'The same in the shape of text-embeddings-inference',
    description:
      '`inputs` is a text, or a list of lists of one text each. A plain list of two texts is a pair there, and refused.',
    body: 'PredictRequest',
    example: { model: 'languages', inputs: 'Where is the harbour?' },
    answer: JSON_AND('Prediction'),
    answerText: 'Names with their scores, the likeliest first; a list of such lists for a list.',
    parts: ['body', 'prompt', ...FROM_MODEL],
  },
  {
    method: 'get',
    path: '/v1/models',
    id: 'listModels',
    summary: 'The models that can be named in a request',
    answer: JSON_AND('ModelList'),
    answerText: 'The models.',
    parts: ['key', 'rate', 'store', 'server'],
  },
  {
    method: 'get',
    path: '/v1/models/{id}',
    id: 'retrieveModel',
    summary: 'One model: its figures, its training, its data and their licences',
    example: { id: 'english' },
    answer: JSON_AND('ModelCard'),
    answerText: 'The model.',
    parts: ['key', 'rate', 'name', 'model', 'store', 'server'],
  },
  {
    method: 'get',
    path: '/models/{name}/alias.json',
    id: 'modelAlias',
    summary: 'Which version of a model is current',
    example: { name: 'english' },
    answer: { 'application/json': undefined },
    answerText: '`{"current": "1.0.0", "previous": null}`.',
    parts: ['key', 'rate', 'file', 'store', 'server'],
  },
  {
    method: 'get',
    path: '/models/{name}/{version}/{file}',
    id: 'modelFile',
    summary: 'A file of a model, as it was published',
    description:
      'Never changes, and may be asked for in parts (`Range`). `manifest.json` names the others, with their lengths and hashes.',
    example: { name: 'english', version: '1.0.0', file: 'manifest.json' },
    answer: { 'application/json': undefined, 'application/octet-stream': undefined },
    answerText: 'The file.',
    parts: ['key', 'rate', 'file', 'store', 'server'],
  },
  {
    method: 'get',
    path: '/health',
    id: 'health',
    summary: 'Whether the server is alive',
    answer: JSON_AND('Health'),
    answerText: 'It is.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'openapi',
    summary: 'This document',
    answer: { 'application/json': undefined },
    answerText: 'An OpenAPI 3.1 document.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/reference',
    id: 'reference',
    summary: 'This document as a page',
    answer: { 'text/html': undefined },
    answerText: 'A page.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/ghost-text.js',
    id: 'ghostText',
    summary: 'The script that gives text boxes ghost text',
    description:
      'A module that any website may load. `/ghost-text.json` tells the address (`?v=`) and the integrity to pin it by.',
    answer: { 'text/javascript': undefined },
    answerText: 'The script.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/ghost-text.json',
    id: 'ghostTextInfo',
    summary: 'Version, size, integrity and lasting address of that script',
    answer: { 'application/json': undefined },
    answerText: '`{"version", "path", "integrity", "bytes", "gzipBytes"}`.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/local.js',
    id: 'local',
    summary: 'The module with which a page runs a model itself',
    description: 'It loads what else it needs from `/local/<build>/`, whose files never change.',
    answer: { 'text/javascript': undefined },
    answerText: 'The module.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/',
    id: 'home',
    summary: 'The playground: the models, and what they think',
    description:
      'Without JavaScript a page that says what this is. It loads what else it needs from `/playground/`.',
    answer: { 'text/html': undefined },
    answerText: 'A page.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/learn',
    id: 'learn',
    summary: "The learner's page: how networks of every kind remember",
    answer: { 'text/html': undefined },
    answerText: 'A page.',
    parts: ['server'],
  },
  {
    method: 'get',
    path: '/classifiers',
    id: 'classifiers',
    summary: 'A page to try the classifiers on: names, how sure they are, and which words weighed',
    answer: { 'text/html': undefined },
    answerText: 'A page.',
    parts: ['server'],
  },
];
