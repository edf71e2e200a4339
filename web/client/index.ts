/** A client of Afterword for browsers and Node. It has no dependencies. */
export { Afterword, type CallOptions } from './afterword.ts';
export type { Clock } from './clock.ts';
export type { ConnectionOptions } from './connection.ts';
export { AfterwordError } from './error.ts';
export type { Carry } from './place.ts';
export type { CompletionRequest, StreamRequest, TextOptions } from './requests.ts';
export type { CompletionStream } from './stream.ts';
export type { Caret, TypedText, TypingOptions } from './typed-text.ts';
export type { Completion, CompletionChoice, Logprobs, Usage } from './wire.ts';
export type { Classification, Classifications, ClassifyRequest, LabelScore } from './wire-classify.ts';
