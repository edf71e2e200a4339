/** What the fuzzer takes for an answer, and what it does not. */
import { describe, expect, it } from 'vitest';
import { faultOf } from '../helpers/fuzz/verdict.ts';

const CASE = { path: '/complete', body: '{"prompt":"a","n":2,"stream":true}' } as const;

function frame(index: number, text: string, finish_reason: string | null): string {
  const choices = [{ index, text, logprobs: null, finish_reason, stop_reason: null }];
  const head = { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'm', system_fingerprint: 'f' };
  return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
}

const told = (...frames: string[]) =>
  faultOf(CASE, { status: 200, type: 'text/event-stream', text: `${frames.join('')}data: [DONE]\n\n` });

describe('a stream of several choices', () => {
  it('is sound when they end in any order, each once', () => {
    expect(told(frame(0, 'a', null), frame(1, 'b', 'stop'), frame(0, 'c', 'length'))).toBeUndefined();
  });

  it('is not when one has no end, ends twice, goes on after its end, or is missing', () => {
    expect(told(frame(0, 'a', null), frame(1, 'b', 'stop'))).toBe('choices begun: 0,1; ended: 1');
    expect(told(frame(0, 'a', 'stop'), frame(0, '', 'stop'))).toBe('choice 0 goes on after its end');
    expect(told(frame(0, 'a', 'stop'), frame(0, 'b', null))).toBe('choice 0 goes on after its end');
    expect(told(frame(1, 'a', 'stop'))).toBe('choices begun: 1; ended: 1');
  });
});
