/** Where the chosen model runs: on the server, or in this page. Both answer the same requests. */
import type { CompletionRequest, TextOptions } from '../client/requests.ts';
import type { Completion } from '../client/wire.ts';
import type { Local } from '../local/local.ts';
import type { Keystroke } from './core/keystroke.ts';
import type { Server } from './server.ts';

/** Who answers. All of it rejects with the signal's reason, or with an error that has a message for people. */
export interface Side {
  readonly place: 'server' | 'page';
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
  /** Pieces of text. */
  stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<string>;
  /** For one text that is being typed: by what stands before and after the caret. */
  typing(options: TextOptions): (before: string, after: string, signal: AbortSignal) => Promise<Keystroke>;
}

/** The server as a side. */
export const serverSide = (server: Server): Side => ({
  place: 'server',
  complete: (request, signal) => server.complete(request, signal),
  stream: (request, signal) => server.stream(request, signal),
  typing: (options) => server.typing({ truncate_prompt_tokens: -1, ...options }),
});

/** A model that was opened here as a side. */
export function pageSide({ engine }: Pick<Local, 'engine'>): Side {
  const complete = async (request: CompletionRequest, signal: AbortSignal, told?: (read: number) => void) =>
    (await engine.complete(request, signal, 'typist', told)) as Completion;
  return {
    place: 'page',
    complete: (request, signal) => complete(request, signal),
    async *stream(request, signal) {
      for await (const { choices } of engine.stream(request, signal))
        for (const { text } of choices) if (text !== '') yield text;
    },
    typing: (options) => async (before, after, signal) => {
      const began = performance.now();
      let read: number | undefined;
      const request = { ...options, prompt: before, suffix: after };
      const completion = await complete(request, signal, (tokens) => {
        read = tokens;
      });
      const milliseconds = performance.now() - began;
      return { milliseconds, sent: 0, received: 0, read, place: 'page', completion };
    },
  };
}

/** What is compared of two answers: everything but their names and times, and what the server's own tokens spare. */
export function sameAnswer(one: Completion, other: Completion): boolean {
  const said = ({ choices, system_fingerprint }: Completion) =>
    JSON.stringify([
      system_fingerprint,
      choices.map(({ text, confidence, finish_reason }) => [text, confidence, finish_reason]),
    ]);
  return said(one) === said(other);
}
