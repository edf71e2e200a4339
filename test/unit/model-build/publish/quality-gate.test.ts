/** Which version may take the place of another. The gate before publishing is tested with `publish`. */
import { describe, expect, it } from 'vitest';
import { proveNoWorse } from '../../../../model-build/publish/quality-gate.ts';

type Int8 = Record<string, number>;
const figures = (version: string, int8: Int8, split = 'test') => ({
  name: 'm',
  version,
  quality: { split, runtime: 'kernels', fp32: {}, int8 },
});
const compared = (now: Int8, before: Int8, split?: string) => () =>
  proveNoWorse(figures('2.0.0', now, split), figures('1.0.0', before));

describe('a version that is to be served', () => {
  it('may be better on every corpus, or worse by as much as 1 %', () => {
    expect(compared({ wiki: 1.5, talk: 1.01 }, { wiki: 1.6, talk: 1 })).not.toThrow();
  });

  it('may not be worse by more on any corpus, whatever it is on the others', () => {
    expect(compared({ wiki: 1.2, talk: 1.02 }, { wiki: 1.6, talk: 1 })).toThrow(
      'm 2.0.0 must not take the place of 1.0.0: on talk it has 1.02 bits per byte, 2.00 % more than the 1 of 1.0.0; wanted at most 1.00 %',
    );
  });

  it('has to be measured on all that the served one was, and may be on more', () => {
    expect(compared({ wiki: 1.5, novels: 2 }, { wiki: 1.5 })).not.toThrow();
    expect(compared({ wiki: 1.5 }, { wiki: 1.5, talk: 1 })).toThrow('1.0.0 was measured on talk, it was not');
    expect(compared({ wiki: Number.NaN }, { wiki: 1.5 })).toThrow('wanted at most');
  });

  it('has to be measured on the same part of it', () => {
    expect(compared({ wiki: 1 }, { wiki: 1.5 }, 'the training text itself')).toThrow(
      'it was measured on “the training text itself”, 1.0.0 on “test”, which do not compare',
    );
  });

  it('is held to what users get: with the cache where there is one', () => {
    const withCache = (version: string, int8: Int8, cached?: Int8) => {
      const { quality, ...rest } = figures(version, int8);
      return { ...rest, quality: { ...quality, ...(cached && { cached }) } };
    };
    const before = withCache('1.0.0', { wiki: 1.5 }, { wiki: 1.4 });
    // A network that got better, with a cache that got worse.
    expect(() => proveNoWorse(withCache('2.0.0', { wiki: 1.45 }, { wiki: 1.44 }), before)).toThrow(
      'on wiki it has 1.44 bits per byte, 2.86 % more than the 1.4 of 1.0.0',
    );
    expect(() => proveNoWorse(withCache('2.0.0', { wiki: 1.45 }), before)).toThrow('on wiki it has 1.45');
    expect(() => proveNoWorse(withCache('2.0.0', { wiki: 1.6 }, { wiki: 1.41 }), before)).not.toThrow();
  });
});
