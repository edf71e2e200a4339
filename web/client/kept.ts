/** Answers that are kept while a text is typed: what was suggested once is known while the text goes its way. */
import type { Completion } from './wire.ts';

/** Answers. */
const MOST = 16;

interface Kept {
  text: string;
  suffix: string;
  answer: Completion;
}

/** The choices of `answer` that go on with `typed`, less what is typed of them; undefined when there are none. */
export function typedAlong(answer: Completion, typed: string): Completion | undefined {
  const choices = answer.choices
    .filter(({ text }) => text.length > typed.length && text.startsWith(typed))
    .map((choice, index) => ({ ...choice, index, text: choice.text.slice(typed.length) }));
  if (choices.length === 0) return undefined;
  return typed === '' ? answer : { ...answer, choices };
}

/** Answers that may still fit a text that is typed on. */
export class KeptAnswers {
  /** The newest first. */
  readonly #kept: Kept[] = [];

  add(text: string, suffix: string, answer: Completion): void {
    this.#kept.unshift({ text, suffix, answer });
    if (this.#kept.length > MOST) this.#kept.pop();
  }

  /** What is known to come after `text`, of the answer to the longest text before it. */
  find(text: string, suffix: string): Completion | undefined {
    const fitting = this.#kept
      .filter((kept) => kept.suffix === suffix && text.startsWith(kept.text))
      .sort((a, b) => b.text.length - a.text.length);
    for (const kept of fitting) {
      const found = typedAlong(kept.answer, text.slice(kept.text.length));
      if (found) return found;
    }
    return undefined;
  }
}
