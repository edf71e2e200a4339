/**
 * `GET /complete`: short completions that are the same each time, so that browsers and caches may keep them. The tag
 * is known before the model runs: it names all that the answer follows from.
 */

import { fingerprintOf } from '../catalog/fingerprint.ts';
import type { Completion } from '../contract/answer.ts';
import { type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import type { Generation } from '../contract/manifest.ts';
import { hex } from '../text/hex.ts';
import { utf8 } from '../text/utf8.ts';
import { checkFields } from './body.ts';
import { complete } from './complete.ts';
import type { AppContext, Dependencies } from './context.ts';
import { namedAsSent } from './field-aliases.ts';
import { BodySchema } from './hear-completion.ts';
import { matchesTag } from './if-none-match.ts';
import { invalid } from './invalid.ts';
import { leaseModel } from './lease.ts';
import { type Defaults, typistDefaults } from './plan.ts';
import { hearQuery, readQuery, refuseOtherEncodings } from './query.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/** Characters (Unicode) of a prompt in an address at most. */
export const MAX_PROMPT_CHARACTERS = 2000;
/** Tokens of a short completion at most. */
export const MAX_TOKENS = 32;
/** A model's alias may move at any time. */
const MAX_AGE_SECONDS = 60;

/** Fields that an answer follows from: which model it is, its fingerprint says better. */
const MATTERING = new Set(
  Object.keys(CompletionRequestSchema.shape).filter((name) => !['model', 'user'].includes(name)),
);

/** `GET /complete`. Throws `invalid_value` for what would be long, or another text each time. */
export function shortCompletion(dependencies: Dependencies) {
  const { settings } = dependencies;
  const shared = settings.apiKeys.length === 0;
  // What an answer ends at, and a prompt is refused for.
  const limits = [settings.requestBudget, settings.maxPromptTokens, settings.maxCompletionTokens];
  const cacheControl = `${shared ? 'public' : 'private'}, max-age=${MAX_AGE_SECONDS}`;
  const answer = async (c: AppContext, asked: CompletionRequest): Promise<Response> => {
    refuseUnsupported(asked);
    const request = deterministic(asked);
    const lease = await leaseModel(c, dependencies, asked.model);
    try {
      const { name, generation } = lease.value.manifest;
      const defaults = shortened(generation);
      const digest = await digestOf([name, fingerprintOf(lease.value), limits, defaults, request]);
      const headers = { etag: `"${digest}"`, 'cache-control': cacheControl };
      if (matchesTag(c.req.header('if-none-match'), headers.etag)) {
        lease.release();
        c.get('entry').outcome = 'not_modified';
        return c.body(null, 304, headers);
      }
      const answered = await complete(c, { request, defaults, lease }, dependencies);
      return c.json(timeless(answered, digest), 200, headers);
    } catch (error) {
      lease.release();
      throw error;
    }
  };
  return async (c: AppContext): Promise<Response> => {
    const { search, searchParams } = new URL(c.req.url);
    refuseOtherEncodings(search);
    const heard = hearQuery(searchParams);
    return namedAsSent(heard, async () => answer(c, checkFields(BodySchema, readQuery(heard))));
  };
}

/**
 * Throws `invalid_value` for what would be long, or would not be the same each time. What changes no answer is left
 * out, and fields come in one order, so that a request is written one way.
 */
function deterministic(request: CompletionRequest): CompletionRequest {
  const { prompt, max_tokens, temperature, seed } = request;
  const characters = typeof prompt === 'string' ? [...prompt].length : 0;
  if (characters > MAX_PROMPT_CHARACTERS) {
    throw invalid('prompt', `wanted at most ${MAX_PROMPT_CHARACTERS} characters in a GET, got ${characters}`);
  }
  if (max_tokens != null && max_tokens > MAX_TOKENS) {
    throw invalid('max_tokens', `wanted at most ${MAX_TOKENS} in a GET, got ${max_tokens}`);
  }
  if (temperature != null && temperature > 0 && seed == null) {
    throw invalid('seed', 'wanted with a temperature above 0 in a GET, whose answer is the same each time');
  }
  const fields = Object.entries({
    ...request,
    seed: seed ?? 0,
    ...(max_tokens === -1 && { max_tokens: MAX_TOKENS }),
  });
  return Object.fromEntries(
    fields.filter(([name]) => MATTERING.has(name)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A model's defaults, within the limits of a GET. */
function shortened(generation: Generation): Defaults {
  const { maxTokens, ...defaults } = typistDefaults(generation);
  return { ...defaults, maxTokens: Math.min(maxTokens, MAX_TOKENS), temperature: 0 };
}

/** The same to the byte each time, as its tag says: without an id, a time and a cost of its own. */
function timeless(answered: Completion, digest: string): Completion {
  const usage = answered.usage && { ...answered.usage, prompt_tokens_details: { cached_tokens: 0 } };
  return { ...answered, id: `cmpl-${digest}`, created: 0, usage };
}

async function digestOf(value: unknown): Promise<string> {
  const bytes = utf8.encode(JSON.stringify(value));
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))).slice(0, 32);
}
