/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import * as z from 'zod';
import type { LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import {
  type Completion,
  type CompletionRequest,
  CompletionRequestSchema,
  type Usage,
} from '../contract/completion.ts';
import type { Generation, Manifest } from '../contract/manifest.ts';
import { toAppError, toEnvelope } from '../errors.ts';
import { type GenerationRequest, generate, type Outcome } from '../generation/generate.ts';
import { describeError } from '../log.ts';
import { parseBody } from './body.ts';
import type { AppContext, Dependencies } from './context.ts';
import { eventStream } from './event-stream.ts';
import { planGeneration, refuseUnsupported } from './plan.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
const BodySchema = z.looseObject(CompletionRequestSchema.shape);

/** `defaultsOf` gives what a request does not say. */
export function completions(dependencies: Dependencies, defaultsOf: (manifest: Manifest) => Generation) {
  return async (c: AppContext): Promise<Response> => {
    const request = await parseBody(c.req.raw, BodySchema);
    refuseUnsupported(request);
    const keepAlive = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const lease = await dependencies.catalog.acquire(
      request.model ?? dependencies.settings.defaultModel,
      keepAlive,
    );
    try {
      return await answer(c, request, defaultsOf(lease.value.manifest), lease, dependencies);
    } catch (error) {
      lease.release();
      throw error;
    }
  };
}

/** Releases the lease once nothing more is generated, unless it throws. */
async function answer(
  c: AppContext,
  request: CompletionRequest,
  defaults: Generation,
  lease: Lease<LoadedModel>,
  dependencies: Dependencies,
): Promise<Response> {
  const { settings, now, randomSeed, log, pause } = dependencies;
  const loaded = lease.value;
  const plan = planGeneration(request, defaults, settings, loaded.tokenizer, randomSeed);
  const head = completionHead(loaded, now());
  const { signal } = c.req.raw;
  const requestId = c.get('requestId');
  const begun = generate(generatorOf(loaded), plan, { signal, pause });
  const logEnd = (outcome: string, completionTokens: number) =>
    log('completion', {
      request: requestId,
      model: `${loaded.manifest.name}/${loaded.manifest.version}`,
      promptTokens: plan.prompt.length,
      completionTokens,
      outcome,
    });

  if (request.stream) {
    const { response, done } = eventStream(frames(head, begun, logEnd), signal, (error) => {
      log('stream_failed', { request: requestId, error: describeError(error) });
      return toEnvelope(toAppError(error), requestId);
    });
    c.executionCtx.waitUntil(done.finally(() => lease.release()));
    return response;
  }
  const whole = collect(head, begun, plan, logEnd).finally(() => lease.release());
  // Without this a request whose caller has gone could be dropped before it gives its lease back.
  c.executionCtx.waitUntil(whole.catch(() => undefined));
  return c.json(await whole);
}

function generatorOf({ model, tokenizer, manifest }: LoadedModel) {
  const { startToken } = manifest.vocabulary;
  return { model, tokenizer, startToken, multiplyAccumulates: manifest.architecture.multiplyAccumulates };
}

type Head = Pick<Completion, 'id' | 'object' | 'created' | 'model' | 'system_fingerprint'>;
type LogEnd = (outcome: string, completionTokens: number) => void;

function completionHead({ manifest, model }: LoadedModel, nowMs: number): Head {
  return {
    id: `cmpl-${crypto.randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(nowMs / 1000),
    model: manifest.name,
    system_fingerprint: `${manifest.files['model.onnx'].sha256.slice(0, 16)}-${model.runtime}`,
  };
}

function choice(text: string, finishReason: Outcome['finishReason'] | null): Completion['choices'] {
  return [{ index: 0, text, logprobs: null, finish_reason: finishReason }];
}

function usage(plan: GenerationRequest, { completionTokens }: Outcome): Usage {
  const promptTokens = plan.prompt.length;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** One frame a piece of text, then an empty one that says why it ended. */
async function* frames(
  head: Head,
  begun: AsyncGenerator<string, Outcome>,
  logEnd: LogEnd,
): AsyncGenerator<Completion> {
  let next = await begun.next();
  for (; !next.done; next = await begun.next()) yield { ...head, choices: choice(next.value, null) };
  logEnd(next.value.finishReason, next.value.completionTokens);
  yield { ...head, choices: choice('', next.value.finishReason) };
}

async function collect(
  head: Head,
  begun: AsyncGenerator<string, Outcome>,
  plan: GenerationRequest,
  logEnd: LogEnd,
): Promise<Completion> {
  let text = '';
  let next = await begun.next();
  for (; !next.done; next = await begun.next()) text += next.value;
  logEnd(next.value.finishReason, next.value.completionTokens);
  return { ...head, choices: choice(text, next.value.finishReason), usage: usage(plan, next.value) };
}
