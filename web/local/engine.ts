/**
 * The model in this page, asked as the HTTP API is asked: the same request gives the same text, the same confidence, the
 * same `system_fingerprint` as a Worker that serves this version.
 */
import { fingerprintOf } from '../../src/catalog/fingerprint.ts';
import { AppError } from '../../src/errors.ts';
import { PrefixCache } from '../../src/generation/reading/prefix-cache.ts';
import type { Answering } from '../../src/routes/answer.ts';
import { OPENAI_DEFAULTS, type PlanContext, typistDefaults } from '../../src/routes/plan.ts';
import { answerSuggestions, planSuggestions } from '../../src/routes/suggestions.ts';
import type { Completion, CompletionRequest } from '../client/wire.ts';
import type { LocalModel } from './open-model.ts';
import type { Opened } from './protocol.ts';
import type { Trace, Tracer } from './trace.ts';

/** Whose defaults stand for fields that a request leaves out: those of `POST /complete`, or of `POST /v1/completions`. */
export type Manner = 'typist' | 'openai';

/** Hears how many tokens of a prompt had to be read. */
type Told = (read: number) => void;

/** Who answers requests, wherever it runs. */
export interface Engine {
  /**
   * The whole answer; `manner` is `typist` unless given. Rejects with the signal's reason, or as a server refuses: an
   * error with `code` and `param`. `told` hears how many tokens of the prompt had to be read; the others were remembered.
   */
  complete(
    request: CompletionRequest,
    signal: AbortSignal,
    manner?: Manner,
    told?: Told,
  ): Promise<Completion>;
  /** The answer in frames, as a server streams them. Throws as `complete` rejects. */
  stream(request: CompletionRequest, signal: AbortSignal, manner?: Manner): AsyncIterable<Completion>;
  /**
   * What the model's memory holds along the end of a text. With `forget` its cache first forgets what the text has said:
   * also for completions that go on from here.
   */
  trace(text: string, signal: AbortSignal, forget?: boolean): Promise<Trace>;
  /** Lets go of the model. */
  close(): void;
}

const completing = () => import('./completing.ts');

/** The model that answers a request: with the names and terms that it sends, if any. */
async function modelFor(local: LocalModel, request: CompletionRequest): Promise<LocalModel['model']> {
  if (!request.vocabulary?.length) return local.model;
  return (await import('./vocabulary.ts')).withVocabulary(local, request);
}

/** A page has no other callers to protect: only what keeps a mistake from freezing it. */
const LIMITS = { maxPromptTokens: 65_536, maxCompletionTokens: 4096, requestBudget: 1e12 };
/** For the states of texts that were read lately: some 200 of them. */
const PREFIX_BYTES = 2e6;

/** What a page may know of a model. */
export const openedOf = ({ manifest, model }: LocalModel): Opened => ({
  model: manifest.name,
  version: manifest.version,
  fingerprint: fingerprintOf({ manifest, model }),
  manifest,
});

/**
 * A token is sealed by a server, and nobody else can open it; and a page holds one model. Throws `resume_unusable` without a
 * prompt in the token's place, `unsupported_field` for a request that wants a second model asked first.
 */
function statusOf({ resume, prompt, gate }: CompletionRequest): Pick<Completion, 'resume_status'> {
  if (gate != null)
    throw new AppError('unsupported_field', 'gate: a page holds one model', { param: 'gate' });
  if (typeof resume !== 'string') return {};
  if (prompt == null) {
    const message = "resume: a server's token means nothing here, wanted a prompt";
    throw new AppError('resume_unusable', message, { param: 'resume', resumeStatus: 'unknown_key' });
  }
  return { resume_status: 'unknown_key' };
}

/** What a request is planned by. */
const planContext = ({ manifest, tokenizer }: LocalModel, manner: Manner = 'typist'): PlanContext => ({
  defaults: manner === 'openai' ? OPENAI_DEFAULTS : typistDefaults(manifest.generation!),
  settings: LIMITS,
  tokenizer,
  multiplyAccumulates: manifest.architecture.multiplyAccumulates,
  randomSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
});

/** `pause` gives the thread's event loop a turn; it is called every few milliseconds. */
export function createEngine(local: LocalModel, pause: () => Promise<void>): Engine {
  const { manifest, tokenizer, model } = local;
  const { multiplyAccumulates } = manifest.architecture;
  const { startToken } = manifest.vocabulary;
  let prefixes = new PrefixCache(PREFIX_BYTES).within('');
  const contextOf = (manner?: Manner) => planContext(local, manner);
  let answers = 0;
  const answering = async (
    signal: AbortSignal,
    request: CompletionRequest,
    told?: Told,
  ): Promise<Answering> => ({
    head: {
      id: `cmpl-local-${++answers}`,
      object: 'text_completion',
      created: Math.floor(Date.now() / 1000),
      model: manifest.name,
      system_fingerprint: fingerprintOf({ manifest, model }),
      ...statusOf(request),
    },
    served: { model: await modelFor(local, request), tokenizer, startToken, multiplyAccumulates },
    surroundings: { signal, pause },
    prefixes,
    // What was read is remembered here: nothing has to travel.
    seal: async () => undefined,
    onEnd: ({ prompt_tokens }, _, cachedTokens) => told?.(prompt_tokens - cachedTokens),
  });
  let tracer: Promise<Tracer> | undefined;
  /** Only the page that shows it needs it. */
  const openTracer = async () => new (await import('./trace.ts')).Tracer(local, pause);
  const forget = async (text: string, signal: AbortSignal) => {
    prefixes = new PrefixCache(PREFIX_BYTES).within('');
    const { readAndForget } = await completing();
    await readAndForget(text, await answering(signal, {}), contextOf(), !!manifest.cache);
  };
  return {
    async complete(request, signal, manner, told) {
      signal.throwIfAborted();
      const [answer, context] = [await answering(signal, request, told), contextOf(manner)];
      if (request.suggestions) {
        const plan = planSuggestions(request, request.suggestions, context);
        return answerSuggestions(answer, plan, manifest.calibration);
      }
      return (await completing()).whole(answer, request, context);
    },
    async *stream(request, signal, manner) {
      signal.throwIfAborted();
      const { inFrames } = await completing();
      yield* inFrames(await answering(signal, request), request, contextOf(manner));
    },
    async trace(text, signal, forgets) {
      tracer ??= openTracer();
      return (await tracer).trace(text, signal, forgets ? forget : undefined);
    },
    close: () => void model.dispose?.(),
  };
}
