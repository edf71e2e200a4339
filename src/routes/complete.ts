/** From a checked request and a leased model to its completion: whole, or as a stream. */
import { callerOf } from '../access/caller.ts';
import type { LoadedModel } from '../catalog/catalog.ts';
import { fingerprintOf } from '../catalog/fingerprint.ts';
import type { Lease } from '../catalog/residents.ts';
import type { Completion } from '../contract/answer.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import { toAppError, toEnvelope } from '../envelope.ts';
import type { Binding } from '../resume/sealed-token.ts';
import { type Answering, frames, type Head, wholeAnswer } from './answer.ts';
import type { AppContext, Dependencies } from './context.ts';
import { eventStream } from './event-stream.ts';
import type { Defaults, PlanContext } from './plan.ts';
import { planCompletion } from './plan-completion.ts';
import { bindingOf, openResume } from './resume.ts';
import { answerSuggestions, planSuggestions } from './suggestions.ts';
import { withVocabulary } from './vocabulary.ts';

/** A request, and what answers it. */
export interface Asked {
  request: CompletionRequest;
  defaults: Defaults;
  lease: Lease<LoadedModel>;
}

/**
 * The whole answer. Releases the lease once nothing more is generated, also when the caller has gone. Throws what
 * `planCompletion`, `planSuggestions`, `openResume` and `withVocabulary` throw, before anything is generated and with the lease held.
 */
export async function complete(c: AppContext, asked: Asked, dependencies: Dependencies): Promise<Completion> {
  const { request, lease } = asked;
  const { answering, context } = await prepare(c, asked, dependencies);
  const answer = request.suggestions
    ? answerSuggestions(
        answering,
        planSuggestions(request, request.suggestions, context),
        lease.value.manifest.calibration,
      )
    : wholeAnswer(answering, planCompletion(request, context));
  const answered = answer.finally(() => lease.release());
  // Without this a request whose caller has gone could be dropped before it gives its lease back.
  c.executionCtx.waitUntil(answered.catch(() => undefined));
  return answered;
}

/** The answer as server-sent events; releases and throws as `complete` does. Later failures are events. */
export async function streamCompletion(
  c: AppContext,
  asked: Asked,
  dependencies: Dependencies,
): Promise<Response> {
  const { request, lease } = asked;
  const { answering, context } = await prepare(c, asked, dependencies);
  const plan = planCompletion(request, context);
  const entry = c.get('entry');
  const values = frames(answering, plan, request.stream_options?.include_usage ?? false);
  const { response, done } = eventStream(values, c.req.raw.signal, (error) => {
    entry.failure = error;
    return toEnvelope(toAppError(error), c.get('requestId'));
  });
  entry.ended = done.finally(() => lease.release());
  c.executionCtx.waitUntil(entry.ended);
  return response;
}

/** What the answer is planned and made with. Throws `resume_unusable` and `invalid_value`. */
async function prepare(
  c: AppContext,
  { request, defaults, lease }: Asked,
  { settings, now, randomSeed, pause, resumeTokens, prefixes, steps }: Dependencies,
): Promise<{ answering: Answering; context: PlanContext }> {
  const loaded = lease.value;
  const { tokenizer, model, manifest } = loaded;
  const binding = bindingOf(loaded, c.get('tenant'));
  const { resumeStatus, from } = await openResume(request, resumeTokens, binding, model);
  const { multiplyAccumulates } = manifest.architecture;
  const entry = c.get('entry');
  const caller = callerOf(c.get('tenant'), c.req.header('cf-connecting-ip'));
  const scope = caller === undefined ? undefined : scopeOf(binding, caller, request);
  const stepping = scope ? steps.within(scope, model) : model;
  return {
    context: { defaults, settings, tokenizer, multiplyAccumulates, randomSeed, from },
    answering: {
      head: { ...completionHead(loaded, now()), ...(resumeStatus && { resume_status: resumeStatus }) },
      served: {
        model: withVocabulary({ model: stepping, tokenizer }, request),
        tokenizer,
        startToken: manifest.vocabulary.startToken,
        multiplyAccumulates,
      },
      surroundings: { signal: c.req.raw.signal, pause },
      prefixes: scope ? prefixes.within(scope) : undefined,
      seal: (snapshot) => resumeTokens.seal(snapshot, binding),
      onEnd(usage, finishReasons, cachedTokens) {
        entry.promptTokens = usage.prompt_tokens;
        entry.completionTokens = usage.completion_tokens;
        entry.cachedTokens = cachedTokens;
        entry.outcome = [...new Set(finishReasons)].sort().join('+');
      },
    },
  };
}

/** Whose texts may be read together: those of one model, one caller and one end user of its. */
const scopeOf = ({ model }: Binding, caller: string, { user }: CompletionRequest): string =>
  `${model} ${caller} ${user ?? ''}`;

/** What all frames of an answer begin with. */
export function completionHead(loaded: LoadedModel, nowMs: number): Head {
  return {
    id: `cmpl-${crypto.randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(nowMs / 1000),
    model: loaded.manifest.name,
    system_fingerprint: fingerprintOf(loaded),
  };
}
