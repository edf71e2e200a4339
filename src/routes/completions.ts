/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import type { LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import type { Completion } from '../contract/answer.ts';
import { ALIASES, type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import type { Manifest } from '../contract/manifest.ts';
import * as z from '../contract/zod.ts';
import { toAppError, toEnvelope } from '../errors.ts';
import { renameAliases } from './aliases.ts';
import { type Answering, frames, type Head, whole } from './answer.ts';
import { parseBody } from './body.ts';
import type { AppContext, Dependencies } from './context.ts';
import { eventStream } from './event-stream.ts';
import { leaseModel } from './lease.ts';
import { type Defaults, type PlanContext, planCompletion, refuseUnsupported } from './plan.ts';
import { bindingOf, fingerprintOf, openResume } from './resume.ts';
import { answerSuggestions, planSuggestions } from './suggestions.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
export const BodySchema = z.pipe(
  z.transform(renameAliases(ALIASES)),
  z.looseObject(CompletionRequestSchema.shape),
);

/** `defaultsOf` gives what a request does not say. */
export function completions(dependencies: Dependencies, defaultsOf: (manifest: Manifest) => Defaults) {
  return async (c: AppContext): Promise<Response> => {
    const request = await parseBody(c.req.raw, BodySchema);
    refuseUnsupported(request);
    const lease = await leaseModel(c, dependencies, request.model);
    try {
      return await answer(c, request, defaultsOf(lease.value.manifest), lease, dependencies);
    } catch (error) {
      lease.release();
      throw error;
    }
  };
}

/** Releases the lease once nothing more is generated, unless it throws. */
export async function answer(
  c: AppContext,
  request: CompletionRequest,
  defaults: Defaults,
  lease: Lease<LoadedModel>,
  dependencies: Dependencies,
): Promise<Response> {
  const { settings, now, randomSeed, pause, resumeTokens, prefixes } = dependencies;
  const loaded = lease.value;
  const { tokenizer, model, manifest } = loaded;
  const binding = bindingOf(loaded, c.get('tenant'));
  const { resumeStatus, from } = await openResume(request, resumeTokens, binding, model);
  const context: PlanContext = {
    defaults,
    settings,
    tokenizer,
    multiplyAccumulates: manifest.architecture.multiplyAccumulates,
    randomSeed,
    from,
  };
  const status = resumeStatus && { resume_status: resumeStatus };
  const { signal } = c.req.raw;
  const surroundings = { signal, pause };
  const entry = c.get('entry');
  const answering: Answering = {
    head: { ...completionHead(loaded, now()), ...status },
    served: servedModelOf(loaded),
    surroundings,
    prefixes: prefixes.within(`${binding.model} ${binding.tenant}`),
    seal: (snapshot) => resumeTokens.seal(snapshot, binding),
    onEnd(usage, finishReasons) {
      entry.promptTokens = usage.prompt_tokens;
      entry.completionTokens = usage.completion_tokens;
      entry.cachedTokens = usage.prompt_tokens_details.cached_tokens;
      entry.outcome = [...new Set(finishReasons)].sort().join('+');
    },
  };

  /** Gives the lease back at the end, and the answer to the caller. */
  const answerWhole = async (answer: Promise<Completion>): Promise<Response> => {
    const answered = answer.finally(() => lease.release());
    // Without this a request whose caller has gone could be dropped before it gives its lease back.
    c.executionCtx.waitUntil(answered.catch(() => undefined));
    return c.json(await answered);
  };

  if (request.suggestions) {
    const plan = planSuggestions(request, request.suggestions, context);
    return answerWhole(answerSuggestions(answering, plan, manifest.calibration));
  }
  const plan = planCompletion(request, context);
  if (request.stream) {
    const values = frames(answering, plan, request.stream_options?.include_usage ?? false);
    const { response, done } = eventStream(values, signal, (error) => {
      entry.failure = error;
      return toEnvelope(toAppError(error), c.get('requestId'));
    });
    entry.ended = done.finally(() => lease.release());
    c.executionCtx.waitUntil(entry.ended);
    return response;
  }
  return answerWhole(whole(answering, plan));
}

function servedModelOf({ model, tokenizer, manifest }: LoadedModel) {
  const { startToken } = manifest.vocabulary;
  return { model, tokenizer, startToken, multiplyAccumulates: manifest.architecture.multiplyAccumulates };
}

function completionHead(loaded: LoadedModel, nowMs: number): Head {
  return {
    id: `cmpl-${crypto.randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(nowMs / 1000),
    model: loaded.manifest.name,
    system_fingerprint: fingerprintOf(loaded),
  };
}
