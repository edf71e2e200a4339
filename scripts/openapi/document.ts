/** The OpenAPI 3.1 document of the Worker. */
import { MAX_PROMPT_CHARACTERS, MAX_TOKENS } from '../../src/routes/short-completion.ts';
import { VERSION } from '../../src/version.ts';
import { components } from './components.ts';
import { faultResponses } from './faults.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { type JsonSchema, refTo } from './schema.ts';

/** Of `GET /complete`: what is less than `POST /complete` takes, or must be there. */
const IN_QUERY: Record<string, JsonSchema> = {
  prompt: {
    type: 'string',
    minLength: 1,
    maxLength: MAX_PROMPT_CHARACTERS,
    description: 'The text to complete.',
  },
  max_tokens: { type: 'integer', minimum: 0, maximum: MAX_TOKENS },
  temperature: {
    type: 'number',
    minimum: 0,
    maximum: 2,
    default: 0,
    description: 'Above 0 a `seed` is wanted.',
  },
};

const IN_PATH: Record<string, string> = {
  id: 'Name of a model.',
  name: 'Name of a model.',
  version: 'One of its versions.',
  file: 'Name of a file of that version.',
};

export interface PathItem {
  operationId: string;
  summary: string;
  description?: string;
  security: object[];
  parameters?: Parameter[];
  requestBody?: { required: true; content: Record<string, { schema: { $ref: string }; example: unknown }> };
  responses: Record<string, Answer>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

export interface Answer {
  description: string;
  headers?: object;
  content?: Record<string, { schema: JsonSchema }>;
}

export type Document = ReturnType<typeof openapi>;

/** Pure: the same for the same sources. */
export function openapi() {
  const schemas = components();
  const paths: Record<string, Record<string, PathItem>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] ??= {};
    paths[operation.path][operation.method] = describe(operation, schemas);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Afterword',
      version: VERSION,
      summary: 'Completes text inside a Cloudflare Worker, by a recurrent language model of a few megabytes.',
      description:
        'Every answer has a header `x-request-id`; every failure is one envelope, `Error`. A server may ask for a key.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Only where the server asks for a key.' },
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: 'The same, for who cannot send the other.',
        },
      },
    },
  };
}

function describe(operation: Operation, schemas: Record<string, JsonSchema>): PathItem {
  const { id, summary, description, body, example, answer, answerText, parts } = operation;
  const content = Object.entries(answer).map(([type, component]) => [type, contentOf(type, component)]);
  const parameters = parametersOf(operation, schemas);
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    // Where the server wants no keys, none is as good as any.
    security: parts.includes('key') ? [{}, { bearer: [] }, { apiKey: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: refTo(body), example } } },
        }),
    responses: {
      200: { description: answerText, headers: headersOf(operation), content: Object.fromEntries(content) },
      ...(operation.query ? { 304: { description: 'What `If-None-Match` names is still the answer.' } } : {}),
      ...faultResponses(parts),
    },
  };
}

function contentOf(type: string, component: string | undefined): { schema: JsonSchema } {
  if (component !== undefined) return { schema: refTo(component) };
  if (type === 'application/json') return { schema: { type: 'object' } };
  if (type !== 'text/event-stream') return { schema: { type: 'string' } };
  const description =
    'Events: `data: ` and a `Completion` each, with what is new; `data: [DONE]` at the end.';
  return { schema: { type: 'string', description } };
}

function headersOf({ query }: Operation) {
  const text = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    'x-request-id': text('Names the request, in the log too.'),
    ...(query ? { etag: text('Names the answer.') } : {}),
  };
}

function parametersOf(
  { path, query = [], example }: Operation,
  schemas: Record<string, JsonSchema>,
): Parameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path' as const,
    required: true,
    description: IN_PATH[name],
    schema: { type: 'string' },
    example: example?.[name],
  }));
  const inQuery = query.map((name) => {
    const inBody = schemas.CompletionRequest.properties![name];
    const { description, ...schema } = { description: inBody.description, ...(IN_QUERY[name] ?? inBody) };
    return {
      name,
      in: 'query' as const,
      required: name === 'prompt',
      description,
      schema,
      ...(example?.[name] === undefined ? {} : { example: example[name] }),
    };
  });
  return [...inPath, ...inQuery];
}
