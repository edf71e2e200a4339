/** The suggestions that the Worker answers with at one caret: its own search, healing, cache and confidence. */
import type { Calibration, Generation } from '../../../src/contract/manifest.ts';
import type { StepModel } from '../../../src/contract/step-model.ts';
import { confidenceOf } from '../../../src/generation/searching/confidence.ts';
import { suggest } from '../../../src/generation/searching/suggest.ts';
import { Pace } from '../../../src/generation/stepping/pace.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import type { CaretPlace } from '../../calibrate/carets.ts';
import { remembering } from './remembering.ts';

/** As many as a list shows. */
const COUNT = 3;

/** A model with all that its manifest says of how it is served. */
export interface Served {
  /** With its cache, if it has one. */
  model: StepModel;
  tokenizer: Tokenizer;
  generation: Generation;
  calibration?: Calibration;
}

export interface Shown {
  text: string;
  confidence: number;
}

/** Answers `suggestions: 3` with `stop_at: word`, likeliest first. */
export type ServedSearch = (place: Pick<CaretPlace, 'before' | 'primed' | 'unfinished'>) => Promise<Shown[]>;

/** Nobody waits for it and nothing limits it. */
export const unlimited = (): Pace => new Pace(1, new AbortController().signal, () => Promise.resolve());

export function servedSearch({ model, tokenizer, generation, calibration }: Served): ServedSearch {
  const { startToken } = tokenizer;
  const generator = { model: remembering(model), tokenizer, startToken, multiplyAccumulates: 1 };
  const request = { count: COUNT, maxTokens: generation.maxTokens, stopAt: 'word' as const };
  const pace = unlimited();
  return async ({ primed, unfinished, before }) => {
    const found = await suggest(generator, primed, unfinished, request, pace);
    return found.map(({ text, logprob }) => ({
      text,
      confidence: confidenceOf(logprob, { calibration, stopAt: 'word', text: before }),
    }));
  };
}
