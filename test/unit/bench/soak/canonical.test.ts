import { expect, it } from 'vitest';
import { canonical, spoken } from '../../../../bench/soak/canonical.ts';

const JSON_TYPE = 'application/json';
const answer = (id: string, text: string) =>
  canonical(200, JSON_TYPE, JSON.stringify({ id, created: Math.random(), choices: [{ text }], resume: id }));

it('two answers that say the same are one text, whatever their ids, times and tokens', () => {
  expect(answer('cmpl-1', 'a')).toBe(answer('cmpl-2', 'a'));
  expect(answer('classify-1', 'a')).toBe(answer('classify-2', 'a'));
});

it('another text, another status, another model is another answer', () => {
  expect(answer('cmpl-1', 'a')).not.toBe(answer('cmpl-1', 'b'));
  expect(canonical(200, JSON_TYPE, '{}')).not.toBe(canonical(400, JSON_TYPE, '{}'));
  expect(canonical(200, JSON_TYPE, '{"id":"english"}')).not.toBe(canonical(200, JSON_TYPE, '{"id":"other"}'));
});

it('of a stream it tells the text of whole events, so that a part of it is a beginning', () => {
  const events = ['a', 'b', 'c'].map((text) => `data: ${JSON.stringify({ choices: [{ text }] })}\n\n`);
  const whole = `${events.join('')}data: [DONE]\n\n`;
  expect(canonical(200, 'text/event-stream', whole)).toBe('200 abc');
  for (let cut = 0; cut <= whole.length; cut++)
    expect('abc'.startsWith(spoken(whole.slice(0, cut)))).toBe(true);
});
