import { expect, it } from 'vitest';
import { Judge, tallyWords } from '../../../../web/playground/core/tally.ts';

const type = (judge: Judge, ...texts: string[]) => {
  for (const text of texts) judge.typed(text);
};

it('a ghost is right once all of it was typed, and not before', () => {
  const judge = new Judge();
  judge.shown(1, 'my supp', 'ort');
  type(judge, 'my suppo', 'my suppor');
  expect(judge.tally.right).toBe(0);
  type(judge, 'my support', 'my support ', 'my support x');
  expect(judge.tally).toEqual({ right: 1, wrong: 0, taken: 0 });
});

it('a ghost is wrong at the first other letter, once', () => {
  const judge = new Judge();
  judge.shown(1, 'my supp', 'ort');
  type(judge, 'my suppl', 'my supply');
  expect(judge.tally).toEqual({ right: 0, wrong: 1, taken: 0 });
});

it('one that is typed along is judged by all that was shown', () => {
  const judge = new Judge();
  judge.shown(1, 'my supp', 'ort');
  judge.typed('my suppo');
  judge.shown(1, 'my suppo', 'rt');
  type(judge, 'my suppor', 'my support');
  expect(judge.tally.right).toBe(1);
});

it('one that was taken is no proof; one whose text is changed before it is none either', () => {
  const judge = new Judge();
  judge.shown(1, 'my supp', 'ort');
  judge.taken(1);
  judge.typed('my support');
  judge.shown(2, 'my support is', ' here');
  judge.typed('our support is');
  expect(judge.tally).toEqual({ right: 0, wrong: 0, taken: 1 });
});

it('is told in words, with what it was counted from', () => {
  expect(tallyWords({ right: 0, wrong: 0, taken: 0 })).toBe('Nothing to count yet.');
  expect(tallyWords({ right: 5, wrong: 2, taken: 1 })).toBe(
    'Right so far: 5 of 7 (71 %); 1 taken with a key.',
  );
});
