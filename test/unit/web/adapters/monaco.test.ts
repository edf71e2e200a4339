import type { CancellationToken, editor, languages } from 'monaco-editor';
import { expect, it } from 'vitest';
import { monacoProvider } from '../../../../web/adapters/monaco.ts';
import type { Source } from '../../../../web/core/source.ts';

/** A token that is cancelled by hand. */
function cancellable() {
  let listeners: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => {} };
    },
  };
  const cancel = () => {
    token.isCancellationRequested = true;
    for (const listener of listeners) listener();
    listeners = [];
  };
  return { token: token as unknown as CancellationToken, cancel };
}

const model = {
  getFullModelRange: () => ({ endLineNumber: 1, endColumn: 4 }),
  getValueInRange: ({ startColumn, endColumn }: { startColumn: number; endColumn: number }) =>
    'One'.slice(startColumn - 1, endColumn - 1),
} as unknown as editor.ITextModel;

const ask = (source: Source, token: CancellationToken, failures: unknown[] = []) =>
  monacoProvider(source, { failed: (error) => failures.push(error) }).provideInlineCompletions(
    model,
    { lineNumber: 1, column: 4 } as Parameters<
      languages.InlineCompletionsProvider['provideInlineCompletions']
    >[1],
    {} as languages.InlineCompletionContext,
    token,
  );
const failing: Source = { suggest: () => Promise.reject(new Error('down')) };
const waiting: Source = {
  suggest: (_question, { signal }) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

it('answers no items, and never rejects, when it is cancelled before, meanwhile or after', async () => {
  const failures: unknown[] = [];
  const before = cancellable();
  before.cancel();
  expect(await ask(waiting, before.token, failures)).toEqual({ items: [] });
  const meanwhile = cancellable();
  const asked = ask(waiting, meanwhile.token, failures);
  meanwhile.cancel();
  expect(await asked).toEqual({ items: [] });
  const late = cancellable();
  const deaf: Source = {
    async suggest() {
      late.cancel();
      return { choices: [{ text: 'x', confidence: null }], fingerprint: null };
    },
  };
  expect(await ask(deaf, late.token, failures)).toEqual({ items: [] });
  expect(failures).toEqual([]);
});

it('answers no items when the source fails, and says so', async () => {
  const failures: unknown[] = [];
  expect(await ask(failing, cancellable().token, failures)).toEqual({ items: [] });
  expect(failures).toEqual([new Error('down')]);
});

it('has both names of the method by which lists are let go', () => {
  const provider = monacoProvider(failing);
  expect(() => provider.freeInlineCompletions()).not.toThrow();
  expect(() => provider.disposeInlineCompletions({ items: [] }, { kind: 'other' })).not.toThrow();
});
