import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeliest, Sampler, type Sampling } from '../../../../../src/generation/drawing/sampler.ts';

const logitsOf = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

/** Tokens that some coin gives. */
function reachable(logits: Float32Array, sampling: Sampling): number[] {
  const tokens = new Set<number>();
  for (let i = 0; i < 1000; i++) tokens.add(new Sampler(sampling, () => i / 1000).draw(logits));
  return [...tokens].sort((a, b) => a - b);
}

const ALL: Sampling = { temperature: 1, topK: 0, topP: 1 };
const LOGITS = logitsOf(0.1, 0.4, 0.2, 0.3);

describe('a sampler', () => {
  it('takes the likeliest token at temperature 0 and throws no coin, the lowest among equals', () => {
    const sampler = new Sampler({ ...ALL, temperature: 0 }, () => expect.unreachable());
    expect(sampler.draw(LOGITS)).toBe(1);
    expect(sampler.draw(Float32Array.of(1, 3, 3))).toBe(1);
  });

  it('gives every token its share of the coins', () => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 1000; i++) counts[new Sampler(ALL, () => (i + 0.5) / 1000).draw(LOGITS)]++;
    expect(counts).toEqual([100, 400, 200, 300]);
  });

  it('prefers likely tokens more the colder it is', () => {
    const share = (temperature: number) => {
      let first = 0;
      for (let i = 0; i < 1000; i++) {
        if (new Sampler({ ...ALL, temperature }, () => i / 1000).draw(LOGITS) === 1) first++;
      }
      return first;
    };
    expect(share(0.5)).toBeGreaterThan(share(1));
    expect(share(1)).toBeGreaterThan(share(2));
  });

  it.each<Partial<Sampling>>([
    {},
    { temperature: 0 },
    { topK: 2 },
    { topP: 0.5 },
    { topP: 0 },
    { minP: 0.1 },
  ])('refuses logits with NaN anywhere, and takes tokens that are banned: %j', (sampling) => {
    for (let at = 0; at < LOGITS.length; at++) {
      const wrong = LOGITS.slice();
      wrong[at] = Number.NaN;
      expect(() => new Sampler({ ...ALL, ...sampling }, () => 0.5).draw(wrong)).toThrow(RangeError);
      const banned = LOGITS.slice();
      banned[at] = Number.NEGATIVE_INFINITY;
      expect(new Sampler({ ...ALL, ...sampling }, () => 0.5).draw(banned)).not.toBe(at);
    }
  });

  it('takes the likeliest only at a share of 0', () => {
    expect(reachable(LOGITS, { ...ALL, topP: 0 })).toEqual([1]);
    expect(reachable(LOGITS, { ...ALL, topP: 0, topK: 3 })).toEqual([1]);
  });

  it('keeps the k likeliest', () => {
    expect(reachable(LOGITS, { ...ALL, topK: 2 })).toEqual([1, 3]);
    expect(reachable(LOGITS, { ...ALL, topK: 100 })).toEqual([0, 1, 2, 3]);
  });

  it('keeps the likeliest that hold p of the probability, one at least', () => {
    expect(reachable(LOGITS, { ...ALL, topP: 0.65 })).toEqual([1, 3]);
    expect(reachable(LOGITS, { ...ALL, topP: 0.75 })).toEqual([1, 2, 3]);
    expect(reachable(LOGITS, { ...ALL, topP: 1e-9 })).toEqual([1]);
  });

  it('measures p after k has been applied', () => {
    // Of the two that k leaves, 0.4 and 0.3, the first alone holds 57 %.
    expect(reachable(LOGITS, { ...ALL, topK: 2, topP: 0.55 })).toEqual([1]);
  });

  it('keeps what is at least so likely in proportion to the likeliest', () => {
    expect(reachable(LOGITS, { ...ALL, minP: 0.4 })).toEqual([1, 2, 3]);
    expect(reachable(LOGITS, { ...ALL, minP: 0.6 })).toEqual([1, 3]);
    expect(reachable(LOGITS, { ...ALL, minP: 1 })).toEqual([1]);
  });

  it('keeps the lowest tokens among equals at the edge', () => {
    expect(reachable(Float32Array.of(1, 1, 1, 1, 5), { ...ALL, topK: 3 })).toEqual([0, 1, 4]);
  });

  it('refuses logits that are no numbers', () => {
    expect(() => new Sampler(ALL, () => 0.5).draw(Float32Array.of(Number.NaN, 1))).toThrow(RangeError);
  });
});

const numbers = { noNaN: true, min: -30, max: 30 } as const;

it('draws what a sort of all tokens would have kept, for any logits, k, p and coin', () => {
  fc.assert(
    fc.property(
      fc.float32Array({ ...numbers, minLength: 1, maxLength: 50 }),
      fc.nat(60),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (logits, topK, topP, temperature, coin) => {
        const token = new Sampler({ temperature, topK, topP }, () => coin).draw(logits);
        const best = logits[likeliest(logits)];
        const weight = (i: number) => Math.exp((logits[i] - best) / temperature);
        const ranked = [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b);
        const kept = ranked.slice(0, topK || ranked.length);
        const total = kept.reduce((sum, i) => sum + weight(i), 0);
        const before = kept.slice(0, kept.indexOf(token)).reduce((sum, i) => sum + weight(i), 0);
        expect(kept).toContain(token);
        // A token stays in when those before it hold less than p; 1e-9 for another order of adding up.
        expect(before).toBeLessThan(topP * total + 1e-9);
      },
    ),
  );
});
