/** One request of a fuzz, and what is known of its answer before it is asked. */
import { CompletionSchema } from '../../../src/contract/answer.ts';
import { CompletionRequestSchema } from '../../../src/contract/completion.ts';
import { DetokenizeAnswerSchema, TokenizeAnswerSchema } from '../../../src/contract/token-answers.ts';
import { DetokenizeRequestSchema, TokenizeRequestSchema } from '../../../src/contract/tokens.ts';
import type { Settings } from '../../../src/env.ts';
import type { Edge } from './edges.ts';
import { type Field, fieldsOf } from './fields.ts';

/** What a POST of each path takes and answers. */
export const ROUTES = {
  '/complete': { request: CompletionRequestSchema, answer: CompletionSchema },
  '/v1/completions': { request: CompletionRequestSchema, answer: CompletionSchema },
  '/tokenize': { request: TokenizeRequestSchema, answer: TokenizeAnswerSchema },
  '/detokenize': { request: DetokenizeRequestSchema, answer: DetokenizeAnswerSchema },
};
export type Path = keyof typeof ROUTES;
export const PATHS = Object.keys(ROUTES) as Path[];

/** By path. */
export const FIELDS: Record<Path, Field[]> = {
  '/complete': fieldsOf(CompletionRequestSchema),
  '/v1/completions': fieldsOf(CompletionRequestSchema),
  '/tokenize': fieldsOf(TokenizeRequestSchema),
  '/detokenize': fieldsOf(DetokenizeRequestSchema),
};

export type Body = Record<string, unknown>;

export interface Case {
  path: Path;
  body: string | Uint8Array<ArrayBuffer>;
  /** A field that lies at one of its limits, or past it. */
  edge?: Pick<Edge, 'limit' | 'side'> & { field: string };
  /** Absent: any 200 or 4xx will do. `param` is the outermost field that a 4xx names. */
  wanted?: { status: number; param?: string };
  /** Costs as much as a request can. */
  dear?: boolean;
}

/** What bodies are made for. */
export interface Target {
  model: string;
  /** Tokens of the model. */
  vocabulary: number;
  settings: Pick<Settings, 'maxBodyBytes' | 'maxPromptTokens' | 'maxCompletionTokens'>;
  /** Tokens that the server has given. */
  resume: string;
  goOn: string;
}

/** `a` of `a.b.0`. */
export const outermost = (path: string): string => path.split('.')[0];
