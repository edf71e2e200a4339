import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StopMatcher } from '../../../../../src/generation/showing/stop.ts';

/** What is shown of text that comes in pieces, and the stop string that ended it. */
function show(pieces: string[], stops: string[]): { text: string; stopped?: string } {
  const matcher = new StopMatcher(stops);
  let text = '';
  for (const piece of pieces) {
    const part = matcher.push(piece);
    text += part.text;
    if (part.stopped !== undefined) return { text, stopped: part.stopped };
  }
  return { text: text + matcher.flush() };
}

it('stops on a string that is split across pieces', () => {
  expect(show(['one t', 'w', 'o three'], ['two'])).toEqual({ text: 'one ', stopped: 'two' });
});

it('shows at the end what only looked like the start of a stop string', () => {
  expect(show(['abc', 'de'], ['def'])).toEqual({ text: 'abcde' });
});

it('holds back no more than may yet become a stop string', () => {
  const matcher = new StopMatcher(['\n\n']);
  expect(matcher.push('line')).toEqual({ text: 'line' });
  expect(matcher.push('\n')).toEqual({ text: '' });
  expect(matcher.push('next')).toEqual({ text: '\nnext' });
});

it('takes the earliest of several, and finds one that begins inside a failed other', () => {
  expect(show(['a b c'], ['c', 'b'])).toEqual({ text: 'a ', stopped: 'b' });
  expect(show(['aa', 'ab'], ['aab'])).toEqual({ text: 'a', stopped: 'aab' });
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 12 });
const stops = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), minLength: 1, maxLength: 4 }),
  {
    maxLength: 4,
  },
);

it('shows the text up to its first stop string, however it is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), stops, (pieces, stops) => {
      const whole = pieces.join('');
      const shown = show(pieces, stops);
      const starts = stops.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0);
      if (starts.length === 0) expect(shown).toEqual({ text: whole });
      else if (pieces.length <= 1) expect(shown.text).toBe(whole.slice(0, Math.min(...starts)));
      else {
        expect(whole.startsWith(shown.text + shown.stopped)).toBe(true);
        expect(stops.some((stop) => shown.text.includes(stop))).toBe(false);
      }
    }),
  );
});
