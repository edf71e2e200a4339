/** A client of Afterword for browsers and Node. It has no dependencies: what it takes of the server are types. */
export { Afterword, type CallOptions } from './afterword.ts';
export type { ConnectionOptions } from './connection.ts';
export { AfterwordError } from './error.ts';
export type { Completion, CompletionRequest } from './requests.ts';
export type { CompletionStream } from './stream.ts';
export type { TypedText } from './typed-text.ts';
