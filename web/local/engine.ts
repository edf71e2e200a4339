/**
 * The model in this page, asked as the HTTP API is asked: the same request gives the same text, the same confidence, the
 * same `system_fingerprint` as a Worker that serves this version.
 */
import { fingerprintOf } from '../../src/catalog/fingerprint.ts';
import type { Completion } from '../../src/contract/answer.ts';
import type { CompletionRequest } from '../../src/contract/completion.ts';
import { PrefixCache } from '../../src/generation/reading/prefix-cache.ts';
import type { Prompt } from '../../src/generation/reading/read-prompt.ts';
import { type Answering, frames, wholeAnswer } from '../../src/routes/answer.ts';
import { type Defaults, type PlanContext, planCompletion, typistDefaults } from '../../src/routes/plan.ts';
import { answerSuggestions, planSuggestions } from '../../src/routes/suggestions.ts';
import type { LocalModel } from './open-model.ts';
import type { Trace, Tracer } from './trace.ts';

/** Who answers requests, wherever it runs. */
export interface Engine {
  /** The whole answer. Rejects with the signal's reason, or as a server refuses: an error with `code` and `param`. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
  /** The answer in frames, as a server streams them. Throws as `complete` rejects. */
  stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<Completion>;
  /**
   * What the model's memory holds along the end of a text. With `forget` its cache first forgets what the text has said:
   * also for completions that go on from here.
   */
  trace(text: string, signal: AbortSignal, forget?: boolean): Promise<Trace>;
  /** Lets go of the model. */
  close(): void;
}

/** A page has no other callers to protect: only what keeps a mistake from freezing it. */
const LIMITS = { maxPromptTokens: 65_536, maxCompletionTokens: 4096, requestBudget: 1e12 };
/** For the states of texts that were read lately: some 200 of them. */
const PREFIX_BYTES = 2e6;

/** `pause` gives the thread's event loop a turn; it is called every few milliseconds. */
export function createEngine(local: LocalModel, pause: () => Promise<void>): Engine {
  const { manifest, tokenizer, model } = local;
  const defaults: Defaults = typistDefaults(manifest.generation);
  const { multiplyAccumulates } = manifest.architecture;
  const { startToken } = manifest.vocabulary;
  let prefixes = new PrefixCache(PREFIX_BYTES).within('');
  const context: PlanContext = {
    defaults,
    settings: LIMITS,
    tokenizer,
    multiplyAccumulates,
    randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  };
  let answers = 0;
  const answering = (signal: AbortSignal): Answering => ({
    head: {
      id: `cmpl-local-${++answers}`,
      object: 'text_completion',
      created: Math.floor(Date.now() / 1000),
      model: manifest.name,
      system_fingerprint: fingerprintOf({ manifest, model }),
    },
    served: { model, tokenizer, startToken, multiplyAccumulates },
    surroundings: { signal, pause },
    prefixes,
    // What was read is remembered here: nothing has to travel.
    seal: async () => undefined,
    onEnd: () => {},
  });
  let tracer: Promise<Tracer> | undefined;
  /** Only the page that shows it needs it. */
  const openTracer = async () => new (await import('./trace.ts')).Tracer(local, pause);
  const forget = async (text: string, signal: AbortSignal) => {
    prefixes = new PrefixCache(PREFIX_BYTES).within('');
    const plan = planCompletion({ prompt: text, max_tokens: 0 }, context);
    await wholeAnswer(answering(signal), plan);
    const [{ tokens, unfinished }] = plan.prompts as [Prompt];
    if (manifest.cache) prefixes.longest(tokens, unfinished.finished)?.snapshot.state.at(-1)?.fill(0);
  };
  return {
    async complete(request, signal) {
      signal.throwIfAborted();
      if (!request.suggestions) return wholeAnswer(answering(signal), planCompletion(request, context));
      const plan = planSuggestions(request, request.suggestions, context);
      return answerSuggestions(answering(signal), plan, manifest.calibration);
    },
    async *stream(request, signal) {
      signal.throwIfAborted();
      const usage = request.stream_options?.include_usage ?? false;
      yield* frames(answering(signal), planCompletion(request, context), usage);
    },
    async trace(text, signal, forgets = false) {
      tracer ??= openTracer();
      const traced = await (await tracer).trace(text, signal);
      if (!forgets || text === '') return traced;
      await forget(text, signal);
      (await tracer).forget();
      return (await tracer).trace(text, signal);
    },
    close: () => void model.dispose?.(),
  };
}
