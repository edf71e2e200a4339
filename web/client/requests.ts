/** What can be asked through the client: the server's own shapes, less what the client says itself. */
import type { CompletionRequest as Wire } from './wire.ts';

/** A request for one whole answer. */
export type CompletionRequest = Omit<Wire, 'stream' | 'stream_options'>;

/** A request whose answer is one text, in pieces. */
export type StreamRequest = Omit<
  CompletionRequest,
  'prompt' | 'n' | 'best_of' | 'suggestions' | 'min_confidence'
> & {
  prompt?: string | number[] | null;
};

/** What stays the same while somebody types. */
export type TextOptions = Omit<CompletionRequest, 'prompt' | 'resume' | 'append' | 'resumable' | 'suffix'>;
