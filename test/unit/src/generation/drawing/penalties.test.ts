import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_PENALTIES, type Penalties } from '../../../../../src/generation/drawing/penalties.ts';
import { PenaltyBox } from '../../../../../src/generation/drawing/penalty-box.ts';

const LOGITS = Float32Array.from([1, 2, -3, 4]);

function penalised(penalties: Partial<Penalties>, prompt: number[], said: number[]): number[] {
  const box = new PenaltyBox({ ...NO_PENALTIES, ...penalties }, prompt);
  for (const token of said) box.push(token);
  return [...box.apply(LOGITS)];
}

it('takes presence once and frequency each time, from the completion only', () => {
  expect(penalised({ presence: 0.5 }, [0], [1, 1, 3])).toEqual([1, 1.5, -3, 3.5]);
  expect(penalised({ frequency: 0.5 }, [0], [1, 1, 3])).toEqual([1, 1, -3, 3.5]);
});

it('divides what is likely and multiplies what is not, of prompt and completion, once', () => {
  expect(penalised({ repetition: 2 }, [2], [1, 1])).toEqual([1, 1, -6, 4]);
});

it('adds the bias', () => {
  expect(penalised({ bias: new Map([[2, 10]]) }, [], [])).toEqual([1, 2, 7, 4]);
});

it('leaves the logits of the model as they are', () => {
  penalised({ presence: 2, bias: new Map([[0, 5]]) }, [], [0, 1]);
  expect([...LOGITS]).toEqual([1, 2, -3, 4]);
});

it.each([1, 2, 3, 4])('lets no run of %i tokens come twice while there is another token', (size) => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (prompt) => {
      const box = new PenaltyBox({ ...NO_PENALTIES, noRepeatNgram: size }, prompt);
      const text = [...prompt];
      const runs = () => text.slice(0, text.length - size + 1).map((_, i) => text.slice(i, i + size).join());
      for (let i = 0; i < 12; i++) {
        const logits = box.apply(LOGITS);
        const best = logits.indexOf(Math.max(...logits));
        if (logits[best] < -100) return; // every token is banned
        const before = new Set(runs());
        text.push(best);
        box.push(best);
        if (text.length >= size) expect(before.has(runs().at(-1)!)).toBe(false);
      }
    }),
  );
});
