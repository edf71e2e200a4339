/** Which answers go on from the text of now. */
import type { Choice } from './source.ts';
import type { Known } from './state.ts';
import type { Reading } from './surface.ts';
import { trimTo } from './units.ts';

/** A text this much longer than the answered one is another text: no choice is that long. */
const LONGEST = 400;
/** So many answers are kept. */
const KEPT = 48;

/** Control characters but tab and line feed; what turns the direction of writing round; half surrogate pairs are checked apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNFIT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/;

type Text = Pick<Reading, 'before' | 'after'>;

/** Whether what was asked for `asked` may still be said of `now`: the same text, or typed on since. */
export function mayFit(asked: Text, now: Text): boolean {
  const typed = now.before.length - asked.before.length;
  return typed >= 0 && typed <= LONGEST && now.after === asked.after && now.before.startsWith(asked.before);
}

/**
 * The choices that go on from `now`, less what is typed of them. None once the likeliest that fits is typed to its end:
 * the next would only be a longer word.
 */
export function rest(known: Known, now: Text): readonly Choice[] {
  const begun = now.before.length - known.before.length;
  if (begun < 0 || begun > LONGEST) return [];
  const typed = now.before.slice(known.before.length);
  const fitting = known.choices.filter(({ text }) => text.startsWith(typed));
  // Last, for it reads the whole text: most answers are told by their choices to be of no use.
  if (fitting[0] === undefined || fitting[0].text === typed || !mayFit(known, now)) return [];
  const left = fitting.map((choice) => ({ ...choice, text: choice.text.slice(typed.length) }));
  return left.filter(({ text }) => text !== '');
}

/** What is known of `now`: choices; an empty list when it was asked and nothing is likely; undefined when it was not. */
export function recall(known: readonly Known[], now: Text): readonly Choice[] | undefined {
  let nearest: Known | undefined;
  let found: readonly Choice[] = [];
  for (const candidate of known) {
    if (nearest && candidate.before.length <= nearest.before.length) continue;
    const choices = rest(candidate, now);
    const exact = () => candidate.before.length === now.before.length && mayFit(candidate, now);
    if (choices.length > 0 || exact()) [nearest, found] = [candidate, choices];
  }
  return nearest && found;
}

/** With one answer more, in place of an older one for the same text. */
export function remember(known: readonly Known[], answer: Known): readonly Known[] {
  const others = known.filter(({ before, after }) => before !== answer.before || after !== answer.after);
  return [answer, ...others].slice(0, KEPT);
}

/** What of an answer can be inserted as it is, each text once. */
export function usable(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Set<string>();
  return choices.filter(({ text }) => {
    const fit = typeof text === 'string' && text !== '' && text.isWellFormed() && !UNFIT.test(text);
    return fit && !seen.has(text) && seen.add(text);
  });
}

/** Choices as this place can hold them: no line break where there is one line, no more than there is room for. */
export function trimToPlace(
  choices: readonly Choice[],
  { multiline, room }: Reading,
  limit: number,
): readonly Choice[] {
  const trimmed = choices.map(({ text, confidence }) => {
    const line = multiline ? text : text.split('\n', 1)[0]!;
    return { text: trimTo(line, room), confidence };
  });
  return usable(trimmed).slice(0, limit);
}
