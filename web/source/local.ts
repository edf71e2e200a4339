/** The model in this page as a source. */
import type { Answer, Question, Source } from '../core/source.ts';
import type { Engine } from '../local/engine.ts';

export interface LocalSourceOptions {
  /** Choices less sure than this are left out, from 0 to 1. */
  minConfidence?: number;
  /** Where a choice ends. */
  stopAt?: 'word' | 'sentence' | 'line';
  /** Names and terms that are likelier. */
  vocabulary?: string[];
}

/** Asks what `remoteSource` asks, of an engine that `openLocal` has opened. */
export function localSource(
  engine: Engine,
  { minConfidence, stopAt, vocabulary }: LocalSourceOptions = {},
): Source {
  return {
    async suggest({ before, after, limit }: Question, { signal }): Promise<Answer> {
      const request = {
        prompt: before,
        suffix: after,
        suggestions: limit,
        min_confidence: minConfidence,
        stop_at: stopAt,
        vocabulary,
      };
      const { choices, system_fingerprint } = await engine.complete(request, signal);
      return {
        choices: choices
          .filter(({ text }) => text !== '')
          .map(({ text, confidence }) => ({ text, confidence: confidence ?? null })),
        fingerprint: system_fingerprint ?? null,
      };
    },
  };
}
