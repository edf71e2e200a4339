/**
 * Monaco asks a source by a provider of inline completions: it draws, takes keys, accepts by words and keeps what is
 * typed along by itself.
 */
import type { CancellationToken, editor, IRange, languages, Position } from 'monaco-editor';
import type { Source } from '../core/source.ts';

export interface MonacoOptions {
  /** Choices asked for at most. Default: 3. */
  limit?: number;
  /** Milliseconds of quiet before a question. Default: 60. */
  delay?: number;
  /** A ghost is on the screen. */
  shown?(text: string): void;
  /** A ghost was accepted, all of it or the next word: what was inserted. */
  accepted?(text: string): void;
  /** The source failed; nothing is shown. */
  failed?(error: unknown): void;
}

/** Line breaks as LF, whatever the model has: `EndOfLinePreference.LF`. */
const LF = 1 as editor.EndOfLinePreference;
/** `InlineCompletionEndOfLifeReasonKind.Accepted`. */
const ACCEPTED = 0;

type Items = languages.InlineCompletions;

/** Releases before 0.53 call the older name; both are there, for a missing one throws at each key. */
export type MonacoProvider = languages.InlineCompletionsProvider & { freeInlineCompletions(): void };

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const leave = () => controller.abort(new DOMException('The text went on.', 'AbortError'));
  if (token.isCancellationRequested) leave();
  else token.onCancellationRequested(leave);
  return controller.signal;
}

/** The text before a place, and after it. */
function around(model: editor.ITextModel, { lineNumber, column }: Position): [string, string] {
  const { endLineNumber, endColumn } = model.getFullModelRange();
  const range = (fromLine: number, from: number, toLine: number, to: number): IRange => ({
    startLineNumber: fromLine,
    startColumn: from,
    endLineNumber: toLine,
    endColumn: to,
  });
  return [
    model.getValueInRange(range(1, 1, lineNumber, column), LF),
    model.getValueInRange(range(lineNumber, column, endLineNumber, endColumn), LF),
  ];
}

/** For `monaco.languages.registerInlineCompletionsProvider(selector, monacoProvider(source))`. */
export function monacoProvider(source: Source, options: MonacoOptions = {}): MonacoProvider {
  const { limit = 3, delay = 60, shown, accepted, failed } = options;
  /** What was accepted of an item already, by words. */
  const taken = new WeakMap<languages.InlineCompletion, number>();
  const textOf = ({ insertText }: languages.InlineCompletion) => String(insertText);

  async function provide(
    model: editor.ITextModel,
    position: Position,
    _context: languages.InlineCompletionContext,
    token: CancellationToken,
  ): Promise<Items> {
    const [before, after] = around(model, position);
    if (before === '') return { items: [] };
    const signal = signalOf(token);
    try {
      const { choices } = await source.suggest({ before, after, limit }, { signal });
      // Monaco throws away what comes late; nothing may reject.
      if (signal.aborted) return { items: [] };
      const { lineNumber, column } = position;
      const range: IRange = {
        startLineNumber: lineNumber,
        startColumn: column,
        endLineNumber: lineNumber,
        endColumn: column,
      };
      const items = choices.map(({ text }) => ({ insertText: text, range }));
      return { items, enableForwardStability: true };
    } catch (error) {
      if (!signal.aborted) failed?.(error);
      return { items: [] };
    }
  }

  return {
    displayName: 'Afterword',
    debounceDelayMs: delay,
    provideInlineCompletions: provide,
    handleItemDidShow: (_list, item) => shown?.(textOf(item)),
    handlePartialAccept(_list, item, characters) {
      const from = taken.get(item) ?? 0;
      taken.set(item, from + characters);
      accepted?.(textOf(item).slice(from, from + characters));
    },
    handleEndOfLifetime(_list, item, { kind }) {
      if ((kind as number) === ACCEPTED) accepted?.(textOf(item).slice(taken.get(item) ?? 0));
    },
    disposeInlineCompletions: () => {},
    freeInlineCompletions: () => {},
  };
}
