import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CopyFinder } from '../../../../../model-build/evaluate/writing/memorisation.ts';

/** Length of the longest common stretch, by trying every one. */
function longestByTrying(completion: number[], training: number[]): number {
  const text = ` ${training.join(' ')} `;
  for (let length = completion.length; length >= 4; length--) {
    for (let start = 0; start + length <= completion.length; start++) {
      if (text.includes(` ${completion.slice(start, start + length).join(' ')} `)) return length;
    }
  }
  return 0;
}

it('finds the longest copy of each completion', () => {
  const tokens = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 3 }), tokens, (completions, training) => {
      const finder = new CopyFinder(completions);
      finder.look(training);
      completions.forEach((completion, i) => {
        const { start, length } = finder.longest[i];
        expect(length).toBe(longestByTrying(completion, training));
        expect(` ${training.join(' ')} `).toContain(` ${completion.slice(start, start + length).join(' ')}`);
      });
    }),
    { numRuns: 500 },
  );
});

it('does not join documents', () => {
  const finder = new CopyFinder([[5, 6, 7, 8, 9, 10]]);
  finder.look([0, 5, 6, 7, 0, 8, 9, 10]);
  expect(finder.longest).toEqual([{ start: 0, length: 0 }]);
});

it('keeps the longest over all texts it looks through', () => {
  const finder = new CopyFinder([[1, 2, 3, 4, 5, 6, 7]]);
  for (const text of [
    [1, 2, 3, 4],
    [9, 2, 3, 4, 5, 6, 9],
    [3, 4, 5, 6],
  ])
    finder.look(text);
  expect(finder.longest).toEqual([{ start: 1, length: 5 }]);
});
