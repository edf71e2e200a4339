/** What page and worker say to each other: the HTTP API without the wire. */
import type { Completion } from '../../src/contract/answer.ts';
import type { CompletionRequest } from '../../src/contract/completion.ts';
import type { ResumeStatus } from '../../src/contract/resume-status.ts';
import type { Manner } from './engine.ts';
import type { OpenOptions } from './open-model.ts';
import type { Trace } from './trace.ts';

/** The name of a worker that runs models. Where else its script is imported, nothing has this name. */
export const WORKER = 'afterword models';

/** From the page. */
export type Order =
  | { type: 'open'; options: OpenOptions; kernels: readonly string[] }
  | { type: 'ask'; id: number; request: CompletionRequest; stream: boolean; manner?: Manner }
  | { type: 'trace'; id: number; text: string; forget: boolean }
  | { type: 'abort'; id: number }
  | { type: 'close' };

/** From the worker. `frame` may come several times for one question, `trace` and `end` once. `read`: tokens of the prompt that had to be. */
export type Report =
  | { type: 'progress'; loaded: number; total: number; from: 'network' | 'cache' }
  | { type: 'opened'; opened: Opened }
  | { type: 'failed'; failure: Failure }
  | { type: 'frame'; id: number; completion: Completion; read?: number }
  | { type: 'trace'; id: number; trace: Trace }
  | { type: 'end'; id: number; failure?: Failure };

/** What a page may know of the model. */
export interface Opened {
  model: string;
  version: string;
  fingerprint: string;
  /** Its figures, its defaults, its files: manifest.json. */
  manifest: Readonly<Record<string, unknown>>;
}

/** An error that has crossed over: structured cloning would leave only its message. */
export interface Failure {
  name: string;
  message: string;
  code?: string;
  param?: string | null;
  resumeStatus?: ResumeStatus;
}

/** Turns what was thrown into an object that structured cloning keeps whole. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, code, param, resumeStatus } = thrown as Error & Failure;
  return { name, message, code, param, resumeStatus };
}

/** Turns a `Failure` back into an Error with the same fields. Its stack is that of this call. */
export function fromFailure({ message, ...fields }: Failure): Error {
  return Object.assign(new Error(message), fields);
}
