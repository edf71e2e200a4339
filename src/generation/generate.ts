/** The loop itself: start token, prompt, then step, sample, speak, until something says stop. */
import type { StepModel } from '../contract/step-model.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream } from '../text/utf8-stream.ts';
import { Pace } from './pace.ts';
import { createRng } from './rng.ts';
import { Sampler, type Sampling } from './sampler.ts';
import { StopMatcher } from './stop.ts';

/** A model, what reads and writes for it, and what the manifest says of it. */
export interface Generator {
  model: StepModel;
  tokenizer: Tokenizer;
  /** Fed before any text; when the model itself says it, the document has ended. */
  startToken: number;
  /** Work of a step. */
  multiplyAccumulates: number;
}

export interface GenerationRequest extends Sampling {
  /** Tokens, without the start token. */
  prompt: readonly number[];
  maxTokens: number;
  /** Any safe integer. */
  seed: number;
  stop: readonly string[];
}

export interface Outcome {
  finishReason: 'stop' | 'length';
  /** Tokens the model said, the ones inside a stop string and the document's end included. */
  completionTokens: number;
}

/** How the loop lives with its surroundings. */
export interface Surroundings {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
}

/**
 * Yields pieces of text, whole characters each and never empty; together they are the completion.
 * A character left unfinished by the last token is dropped. Throws the signal's reason when aborted.
 */
export async function* generate(
  { model, tokenizer, startToken, multiplyAccumulates }: Generator,
  request: GenerationRequest,
  { signal, pause }: Surroundings,
): AsyncGenerator<string, Outcome, undefined> {
  const pace = new Pace(multiplyAccumulates, signal, pause);
  const rng = createRng(request.seed);
  const sampler = new Sampler(request, () => rng.next());
  const characters = new Utf8Stream();
  const matcher = new StopMatcher(request.stop);

  const state = model.initialState();
  const step = async (token: number): Promise<Float32Array> => {
    await pace.beforeStep();
    return model.step(token, state);
  };
  // Of a prompt, only the last token's logits are wanted.
  const known = [startToken, ...request.prompt];
  const last = known.pop()!;
  for (const token of known) {
    await pace.beforeStep();
    await (model.feed ? model.feed(token, state) : model.step(token, state));
  }
  let logits = await step(last);

  for (let spoken = 1; ; spoken++) {
    const token = sampler.draw(logits);
    const ended = token === startToken;
    const { text, stopped } = matcher.push(ended ? '' : characters.push(tokenizer.bytesOf(token)));
    if (text !== '') yield text;
    if (stopped !== undefined) return { finishReason: 'stop', completionTokens: spoken };
    if (ended || spoken === request.maxTokens) {
      const held = matcher.flush();
      if (held !== '') yield held;
      return { finishReason: ended ? 'stop' : 'length', completionTokens: spoken };
    }
    logits = await step(token);
  }
}
