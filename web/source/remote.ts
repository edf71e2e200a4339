/** An Afterword server as a source. */
import { Afterword } from '../../client/index.ts';
import type { Answer, Question, Source } from '../core/source.ts';

export interface RemoteOptions {
  /** Where the server is: `https://afterword.example`. */
  server: string;
  model?: string;
  apiKey?: string;
  /** Choices less sure than this are left out by the server, from 0 to 1. */
  minConfidence?: number;
  /** Where a choice ends. */
  stopAt?: 'word' | 'sentence' | 'line';
}

/** No request is sent before the first question. */
export function remoteSource({ server, model, apiKey, minConfidence, stopAt }: RemoteOptions): Source {
  const client = new Afterword({ baseURL: server, apiKey });
  return {
    async suggest({ before, after, limit }: Question, { signal }): Promise<Answer> {
      const body = {
        model,
        prompt: before,
        suffix: after,
        suggestions: limit,
        min_confidence: minConfidence,
      };
      const answer = await client.complete({ ...body, stop_at: stopAt }, { signal });
      const choices = answer.choices.map(({ text, confidence }) => ({
        text,
        confidence: confidence ?? null,
      }));
      return {
        choices: choices.filter(({ text }) => text !== ''),
        fingerprint: answer.system_fingerprint ?? null,
      };
    },
  };
}
