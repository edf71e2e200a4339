import { expect, it } from 'vitest';
import type { Completion } from '../../../../web/client/wire.ts';
import { cardFigures, loadSize } from '../../../../web/playground/core/figures.ts';
import { keystrokeFigures } from '../../../../web/playground/core/keystroke.ts';
import type { ModelCard } from '../../../../web/playground/server.ts';
import { sameAnswer } from '../../../../web/playground/sides.ts';

const card = {
  version: '1.2.3',
  architecture: { summary: 'gru 8x2', cell: 'gru', parameters: 1_893_216, multiplyAccumulates: 1 },
  training: { tokens: 1_400_000, steps: 1, backend: 'wasm', earlierTokens: 88_600_000 },
  quality: {
    split: 'test',
    runtime: 'kernels',
    fp32: {},
    int8: { wiki: 1.6, email: 2 },
    cached: { wiki: 1.515 },
  },
  files: {
    'model.onnx': { bytes: 1_997_958, sha256: '' },
    'tokenizer.json': { bytes: 107_413, sha256: '' },
    'README.md': { bytes: 9e6, sha256: '' },
  },
} as unknown as ModelCard;

it('a card is told in figures as the model is served, with what a page loads of it', () => {
  expect(loadSize(card)).toBe('2.1 MB');
  expect(cardFigures(card)).toEqual([
    ['version', '1.2.3'],
    ['network', 'gru 8x2'],
    ['parameters', '1.9 M'],
    ['size', '2.1 MB'],
    ['tokens seen', '90 M'],
    ['wiki, bits per byte', '1.515'],
  ]);
});

const completion = (more: Partial<Completion> = {}, text = 'a'): Completion =>
  ({
    id: 'x',
    created: 1,
    model: 'm',
    system_fingerprint: 'f',
    choices: [
      { index: 0, text, confidence: 0.123456789, finish_reason: 'stop', stop_reason: null, logprobs: null },
    ],
    usage: {
      prompt_tokens: 76,
      completion_tokens: 3,
      total_tokens: 79,
      prompt_tokens_details: { cached_tokens: 70 },
    },
    ...more,
  }) as unknown as Completion;

it('a key is told by what it cost, on the server and here', () => {
  const keystroke = {
    milliseconds: 12.34,
    sent: 410,
    received: 900,
    completion: completion({ resume_status: 'hit' }),
  };
  expect(Object.fromEntries(keystrokeFigures({ ...keystroke, place: 'server' }))).toEqual({
    time: '12 ms',
    steps: 'at most 6 of 76 tokens read, 3 said',
    bytes: '410 up, 900 down',
    state: 'hit',
    ran: 'on the server',
  });
  expect(
    Object.fromEntries(keystrokeFigures({ ...keystroke, read: 4, place: 'page', milliseconds: 3.21 })),
  ).toEqual({
    time: '3.2 ms',
    steps: '4 of 76 tokens read, 3 said',
    bytes: 'none',
    state: 'hit',
    ran: 'in this page',
  });
});

it('two answers are the same when what they say is, to the last bit of the confidence', () => {
  expect(sameAnswer(completion(), completion({ id: 'y', created: 2 }))).toBe(true);
  expect(sameAnswer(completion(), completion({}, 'b'))).toBe(false);
  expect(sameAnswer(completion(), completion({ system_fingerprint: 'g' }))).toBe(false);
});
