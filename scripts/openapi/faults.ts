/** What can go wrong on a route, from the table of src/errors.ts. */
import * as z from 'zod';
import { type ErrorCode, FAULTS } from '../../src/contract/faults.ts';
import { RESUME_STATUSES } from '../../src/contract/resume-status.ts';
import type { ErrorEnvelope } from '../../src/envelope.ts';
import { type JsonSchema, refTo } from './schema.ts';

/** Part of a route's work that can fail; `path` fails before there is a route. */
export type Part =
  | 'path'
  | 'key'
  | 'rate'
  | 'body'
  | 'field'
  | 'prompt'
  | 'resume'
  | 'name'
  | 'file'
  | 'model'
  | 'store'
  | 'server';

/** Where each code arises, and what it tells. A code that is new in the table is missed here by the compiler. */
const MEANINGS: Record<ErrorCode, { part: Part; meaning: string }> = {
  invalid_json: { part: 'body', meaning: 'The body is not a JSON object in UTF-8.' },
  invalid_value: { part: 'field', meaning: 'A field has the wrong type or lies out of range.' },
  unsupported_field: { part: 'prompt', meaning: 'A known field that this server does not offer.' },
  prompt_too_long: { part: 'prompt', meaning: 'More prompt than the server reads.' },
  resume_unusable: {
    part: 'resume',
    meaning: 'The `resume` is of no use, `resume_status` says why, and there is no `prompt` in its place.',
  },
  invalid_api_key: { part: 'key', meaning: 'No API key, or none that is known.' },
  rate_limit_exceeded: {
    part: 'rate',
    meaning: 'Too many requests: `retry-after` says how many seconds to wait.',
  },
  model_not_found: { part: 'name', meaning: 'There is no model of this name.' },
  model_file_not_found: { part: 'file', meaning: 'No version of a model has this file.' },
  range_not_satisfiable: { part: 'file', meaning: 'The range holds no byte of the file.' },
  route_not_found: { part: 'path', meaning: 'There is no such route.' },
  method_not_allowed: { part: 'path', meaning: 'The route takes another method: see `allow`.' },
  body_too_large: { part: 'body', meaning: 'The body is longer than the server takes.' },
  unsupported_encoding: {
    part: 'body',
    meaning: 'The body is compressed, and not by gzip or deflate.',
  },
  model_missing: { part: 'model', meaning: 'Files of the model are not there.' },
  model_corrupt: { part: 'model', meaning: 'Files of the model are not the ones its manifest names.' },
  model_incompatible: { part: 'model', meaning: 'This version of the server does not understand the model.' },
  model_too_large: { part: 'model', meaning: 'The model does not fit into memory.' },
  model_busy: { part: 'model', meaning: 'Another model holds the memory and is still answering. Ask again.' },
  storage_unavailable: { part: 'store', meaning: 'The store of models does not answer.' },
  misconfigured: { part: 'server', meaning: "The server's own settings cannot be read." },
  internal_error: { part: 'server', meaning: 'The server failed in a way it did not foresee.' },
};

const CODES = Object.keys(FAULTS) as ErrorCode[];

export const ErrorEnvelopeSchema = z.object({
  error: z
    .object({
      message: z.string().describe('For people: which field, what was got, what was wanted.'),
      type: z.enum([...new Set(CODES.map((code) => FAULTS[code].type))]).describe('Whose fault it is.'),
      param: z.string().nullable().describe('The field at fault, as a path: `stop.0`.'),
      code: z.enum(CODES).describe('For programs.'),
      request_id: z.string().describe('The same as in the header `x-request-id`, and in the log.'),
      resume_status: z.enum(RESUME_STATUSES).optional().describe('Why a `resume` could not be used.'),
    })
    .describe("OpenAI's envelope, and the request's id."),
}) satisfies z.ZodType<ErrorEnvelope>;

/** Every code with its status and meaning, by status. */
export function faults(parts?: readonly Part[]) {
  return CODES.filter((code) => !parts || parts.includes(MEANINGS[code].part))
    .map((code) => ({ code, status: FAULTS[code].status, meaning: MEANINGS[code].meaning }))
    .sort((a, b) => a.status - b.status);
}

/** Headers that a failure brings, by status. */
const HEADERS: Record<string, object> = {
  401: { 'www-authenticate': { description: 'What is wanted.', schema: { type: 'string' } } },
  429: { 'retry-after': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
};

/** Responses of a route, by status: the envelope, with the codes that can stand in it. */
export function faultResponses(parts: readonly Part[]) {
  const byStatus = Map.groupBy(faults(parts), ({ status }) => String(status));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const description = group.map(({ code, meaning }) => `\`${code}\`: ${meaning}`).join(' ');
      const schema = envelopeOf(group.map(({ code }) => code));
      const headers = HEADERS[status];
      return [
        status,
        { description, ...(headers ? { headers } : {}), content: { 'application/json': { schema } } },
      ];
    }),
  );
}

function envelopeOf(codes: ErrorCode[]): JsonSchema {
  const error = { type: 'object', properties: { code: { enum: codes } } };
  return { allOf: [refTo('Error'), { type: 'object', properties: { error } }] };
}
