/** Monaco with our provider on a page, for monaco.test.ts. The source answers what the test tells it to. */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/inlineCompletions/register';
import { monacoProvider } from '../../web/adapters/monaco.ts';
import type { Question } from '../../web/core/source.ts';

const questions: Question[] = [];
const told: string[] = [];
/** What comes after a text; what is not here is not known, `fail` rejects. */
let answers: Record<string, string[]> = {};
let aborted = 0;

const provider = monacoProvider(
  {
    async suggest(question, { signal }) {
      questions.push(question);
      signal.addEventListener('abort', () => aborted++);
      const texts = answers[question.before] ?? [];
      if (texts[0] === 'fail') throw new Error('down');
      if (texts[0] === 'slow') await new Promise((resolve) => setTimeout(resolve, 300));
      signal.throwIfAborted();
      return { choices: texts.map((text) => ({ text, confidence: 0.5 })), fingerprint: null };
    },
  },
  {
    delay: 0,
    shown: (text) => void told.push(`shown ${text}`),
    accepted: (text) => void told.push(`accepted ${text}`),
    failed: (error) => void told.push(`failed ${error}`),
  },
);
monaco.languages.registerInlineCompletionsProvider('plaintext', provider);

const place = document.createElement('div');
place.style.cssText = 'width:600px;height:300px';
document.body.append(place);
const editor = monaco.editor.create(place, {
  language: 'plaintext',
  inlineSuggest: { enabled: true, minShowDelay: 0 },
  wordBasedSuggestions: 'off',
  quickSuggestions: false,
});

const monacoStage = {
  begin(text: string, known: Record<string, string[]>) {
    answers = known;
    editor.setValue(text);
    const model = editor.getModel() as monaco.editor.ITextModel;
    editor.setPosition(model.getPositionAt(model.getValueLength()));
    editor.focus();
    questions.length = 0;
    told.length = 0;
    aborted = 0;
  },
  text: () => (editor.getModel() as monaco.editor.ITextModel).getValue(),
  ghost: () =>
    document.querySelector('.ghost-text-decoration, .ghost-text')?.textContent?.replaceAll('\u00a0', ' ') ??
    null,
  questions: () => questions,
  told: () => told,
  aborted: () => aborted,
  trigger: (command: string) => editor.trigger('test', command, {}),
  /** The names by which Monaco lets go of a list, old and new. */
  disposals: () => ['freeInlineCompletions', 'disposeInlineCompletions'].filter((name) => name in provider),
};
export type MonacoStage = typeof monacoStage;

Object.assign(globalThis, { monacoStage });
