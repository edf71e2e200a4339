/**
 * The entry `afterword`: a client of the HTTP API, and what joins a text that somebody types to a source of suggestions.
 * `afterword/element` is the text box for pages without an editor.
 */
export * from './client/index.ts';
export { type Assistant, type AttachOptions, attach, type Listener, type Suggestion } from './core/attach.ts';
export type { Answer, Choice, Question, Source } from './core/source.ts';
export type { Options, StateName, Unit } from './core/state.ts';
export type { Change, KeyPress, Reading, Surface, View, Watcher } from './core/surface.ts';
export { type RemoteOptions, remoteSource } from './source/remote.ts';
export { editableSurface } from './surface/editable.ts';
export { textBoxSurface } from './surface/textbox.ts';
