/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import * as z from 'zod';
import type { LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import { ALIASES, type CompletionRequest, CompletionRequestSchema } from '../contract/completion.ts';
import type { Generation, Manifest } from '../contract/manifest.ts';
import { toAppError, toEnvelope } from '../errors.ts';
import { speakChoices } from '../generation/choices.ts';
import { describeError } from '../log.ts';
import { VERSION } from '../version.ts';
import { renameAliases } from './aliases.ts';
import { frames, type Head, type OnEnd, whole } from './answer.ts';
import { parseBody } from './body.ts';
import type { AppContext, Dependencies } from './context.ts';
import { eventStream } from './event-stream.ts';
import { planCompletion, refuseUnsupported } from './plan.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
const BodySchema = z.preprocess(renameAliases(ALIASES), z.looseObject(CompletionRequestSchema.shape));

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
  const { tokenizer } = loaded;
  const plan = planCompletion(request, defaults, settings, tokenizer, randomSeed);
  const head = completionHead(loaded, now());
  const { signal } = c.req.raw;
  const requestId = c.get('requestId');
  const events = speakChoices(generatorOf(loaded), plan, { signal, pause });
  const logEnd: OnEnd = (usage, outcomes) =>
    log('completion', {
      request: requestId,
      model: `${loaded.manifest.name}/${loaded.manifest.version}`,
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
      outcomes,
    });

  if (request.stream) {
    const includeUsage = request.stream_options?.include_usage ?? false;
    const values = frames(head, events, plan, tokenizer, includeUsage, logEnd);
    const { response, done } = eventStream(values, signal, (error) => {
      log('stream_failed', { request: requestId, error: describeError(error) });
      return toEnvelope(toAppError(error), requestId);
    });
    c.executionCtx.waitUntil(done.finally(() => lease.release()));
    return response;
  }
  const answered = whole(head, events, plan, tokenizer, logEnd).finally(() => lease.release());
  // Without this a request whose caller has gone could be dropped before it gives its lease back.
  c.executionCtx.waitUntil(answered.catch(() => undefined));
  return c.json(await answered);
}

function generatorOf({ model, tokenizer, manifest }: LoadedModel) {
  const { startToken } = manifest.vocabulary;
  return { model, tokenizer, startToken, multiplyAccumulates: manifest.architecture.multiplyAccumulates };
}

function completionHead({ manifest, model }: LoadedModel, nowMs: number): Head {
  const modelHash = manifest.files['model.onnx'].sha256.slice(0, 16);
  return {
    id: `cmpl-${crypto.randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(nowMs / 1000),
    model: manifest.name,
    system_fingerprint: `${modelHash}-${model.runtime}-${VERSION}`,
  };
}
