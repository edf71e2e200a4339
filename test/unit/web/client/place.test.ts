import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, Places } from '../../../../web/client/place.ts';
import { Uplink } from '../../../../web/client/uplink.ts';
import { completion } from './fake-server.ts';

const TOKEN = 't'.repeat(14_000);
const learnt = (text: string, bitsPerMs: number) => {
  const places = new Places('auto', () => bitsPerMs);
  places.learn(text, completion('', { resume: TOKEN }), 0);
  return places;
};
const MBIT = 1000;

describe('a token of 14 kB', () => {
  it.each([
    [1, 1750, 'prompt'],
    [1, 2200, 'resume'],
    [0.25, 4000, 'prompt'],
    [0.25, 6000, 'resume'],
    [20, 1700, 'prompt'],
    [20, 1800, 'resume'],
  ])('at %d Mbit/s and %d characters loses to, or wins over, the text: %s is sent', (rate, length, sent) => {
    const text = 'a'.repeat(length);
    const place = learnt(text, rate * MBIT).of(`${text}b`);
    expect(Object.keys(place)[0]).toBe(sent);
  });

  it('is asked for only where the next request would send it', () => {
    const places = new Places('auto', () => MBIT);
    expect(places.wantsToken('a'.repeat(1000))).toBe(false);
    expect(places.wantsToken('a'.repeat(3000))).toBe(true);
  });

  it('gives way to the text when much was written since', () => {
    const text = 'a'.repeat(3000);
    expect(learnt(text, 20 * MBIT).of(text + 'b'.repeat(100_000))).toHaveProperty('prompt');
  });
});

it('never sends more than the text and a short line would take together: eight times the text, or 33 kB', () => {
  const cases = fc.property(
    fc.nat(60_000),
    fc.nat(2000),
    fc.double({ min: 10, max: 1e5, noNaN: true }),
    (known, more, rate) => {
      const text = 'a'.repeat(known);
      const place = learnt(text, rate).of(text + 'b'.repeat(more));
      const bytes = JSON.stringify(place).length;
      expect(bytes).toBeLessThan(Math.min(8 * (known + more) + 40, 33_000));
    },
  );
  fc.assert(cases);
});

it('leaves out the beginning of a long text in steps, so that the rest begins alike for many keys', () => {
  const text = Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
  const beginnings = new Set<number>();
  for (let length = 30_000; length < 34_096; length += 7) {
    const end = endOf(text.slice(0, length));
    expect(end.length).toBeLessThanOrEqual(24_000);
    expect(end.length).toBeGreaterThan(19_800);
    expect(text.slice(0, length).endsWith(end)).toBe(true);
    beginnings.add(length - end.length);
  }
  expect(beginnings.size).toBe(2);
  expect(endOf('short')).toBe('short');
  expect(endOf('🙂'.repeat(30_000)).isWellFormed()).toBe(true);
});

describe('the line up', () => {
  it('is taken for 1 Mbit/s until it is measured', () => {
    const uplink = new Uplink();
    expect(uplink.bitsPerMs).toBe(1000);
    uplink.measured(500, 50);
    uplink.measured(4000, 500);
    expect(uplink.bitsPerMs).toBe(1000);
  });

  it('is measured by what large requests take longer than small ones, one bad moment aside', () => {
    const uplink = new Uplink();
    uplink.measured(500, 80);
    uplink.measured(400, 50);
    for (const ms of [150, 150, 5000]) uplink.measured(12_500, ms);
    expect(uplink.bitsPerMs).toBeCloseTo(1000, 0);
    for (let turn = 0; turn < 3; turn++) uplink.measured(12_500, 60);
    expect(uplink.bitsPerMs).toBeGreaterThan(8000);
  });
});
