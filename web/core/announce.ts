/** What a screen reader is told. */
import type { Shown } from './state.ts';

/** Milliseconds of quiet before a suggestion is spoken: somebody who types hears their own keys. */
export const QUIET = 1400;

/** Words that a page may translate. `{text}`, `{key}`, `{index}` and `{of}` are replaced. */
export interface Words {
  readonly one: string;
  readonly several: string;
  /** Stands with the text box, so that the way out of Tab is named. */
  readonly description: string;
  /** Name of the list. */
  readonly list: string;
}

/** The words in English, the default. */
export const ENGLISH: Words = {
  one: '{text}, {key} to accept',
  several: '{text}, {index} of {of}, {key} to accept',
  description:
    'Suggestions appear as you type. {key} accepts one, Escape dismisses it; Escape, then Tab, leaves.',
  list: 'Suggestions',
};

const fill = (words: string, values: Record<string, string | number>): string =>
  words.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));

/** The text first, then the key. */
export function announcement({ choices, index }: Shown, key: string, words: Words): string {
  const values = { text: choices[index]!.text.trim(), key, index: index + 1, of: choices.length };
  return fill(choices.length > 1 ? words.several : words.one, values);
}

/** The description of the text box, with the name of the key that accepts filled in. */
export const description = (key: string, words: Words): string => fill(words.description, { key });
