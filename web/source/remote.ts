/** An Afterword server as a source. */
import { Asking } from '../client/asking.ts';
import { Connection } from '../client/connection.ts';
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
  /** Names and terms that are likelier. */
  vocabulary?: string[];
}

/** No request is sent before the first question. */
export function remoteSource({
  server,
  model,
  apiKey,
  minConfidence,
  stopAt,
  vocabulary,
}: RemoteOptions): Source {
  const limits = { min_confidence: minConfidence, stop_at: stopAt, vocabulary };
  // Of a text that is longer than the server reads, it reads the end.
  const options = { model, truncate_prompt_tokens: -1, ...limits };
  const text = new Asking(new Connection({ baseURL: server, apiKey }), options, 'auto');
  return {
    async suggest({ before, after, limit }: Question, { signal }): Promise<Answer> {
      const answer = await text.ask(before, after, signal, { suggestions: limit });
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
