import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOBS, STOPS } from '../../../../web/playground/core/knobs.ts';
import {
  fromFragment,
  nothingShared,
  type Shared,
  toFragment,
} from '../../../../web/playground/core/share.ts';

const shared: fc.Arbitrary<Shared> = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 200 }),
  model: fc.constantFrom('', 'english', 'english-small', 'a.b_c-1'),
  minConfidence: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
  settings: fc.record({
    values: fc.record(
      Object.fromEntries(
        KNOBS.map(({ field, least, most, step }) => [
          field,
          step === 1
            ? fc.integer({ min: least, max: most })
            : fc.double({ min: least, max: most, noNaN: true }).map((value) => value + 0),
        ]),
      ),
    ) as unknown as fc.Arbitrary<Shared['settings']['values']>,
    stopAt: fc.constantFrom(...STOPS),
  }),
  beside: fc.uniqueArray(fc.constantFrom('english', 'english-gru', 'english-cnn', 'x'), { maxLength: 4 }),
});

describe('a link', () => {
  it('brings back everything that was set', () => {
    fc.assert(
      fc.property(shared, (all) => {
        expect(fromFragment(toFragment(all))).toEqual(all);
      }),
    );
  });

  it('says nothing of what is as it is anyway', () => {
    expect(toFragment(nothingShared())).toBe('#');
    expect(toFragment({ ...nothingShared(), text: 'a & b\n#c' })).toBe('#text=a+%26+b%0A%23c');
  });

  it('is a fragment: nothing of it is an address', () => {
    const link = new URL(toFragment({ ...nothingShared(), text: 'secret?x=1' }), 'https://a.example/');
    expect([link.pathname, link.search]).toEqual(['/', '']);
  });

  it('can be written by anybody: what makes no sense is left out, what is too much is cut', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void fromFragment(any)));
    const { settings, model, minConfidence, beside } = fromFragment(
      '#temperature=9&top_k=-4&seed=x&top_p=&stop_at=never&model=../etc&sure=2&beside=a+b+a+c+d+e+%3Cb%3E',
    );
    expect(settings.values).toMatchObject({ temperature: 2, top_k: 0, seed: 7, top_p: 1 });
    expect([settings.stopAt, model, minConfidence]).toEqual(['', '', 0.4]);
    expect(beside).toEqual(['a', 'b', 'c', 'd']);
  });
});
