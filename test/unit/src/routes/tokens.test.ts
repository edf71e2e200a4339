/** What `/tokenize` costs, in work that is counted: look-ups of pairs, and calls of a decoder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { TokenizeAnswer } from '../../../../src/contract/token-answers.ts';
import { MODELS_DIR } from '../../../fixtures/shipped-models.ts';
import { createToyModel } from '../../../fixtures/toy-model.ts';
import { createTestApp } from '../../../helpers/app.ts';

const BYTES = 100_000;
/** As many times English as another script may cost. */
const MOST = 4;
const NAME = 'english';

const read = (path: string) => readFileSync(join(MODELS_DIR, NAME, path));
const { current: version } = JSON.parse(String(read('alias.json'))) as { current: string };
const files = new Map(
  ['manifest.json', 'tokenizer.json', 'model.onnx'].map((file) => [file, read(join(version, file))] as const),
);
const app = createTestApp(
  { defaultModel: NAME, maxBodyBytes: 6 * BYTES },
  { served: { name: NAME, version, files, model: createToyModel() } },
);

const fill = (unit: string) => unit.repeat(Math.ceil(BYTES / new TextEncoder().encode(unit).length));
const ENGLISH = fill('The history of the city begins with a harbour, in which three boats lay. ');

afterEach(() => void vi.restoreAllMocks());

async function costOf(prompt: string): Promise<{ work: number; answer: TokenizeAnswer }> {
  const ask = async (text: string) => {
    const response = await app.ask('/tokenize', { method: 'POST', body: JSON.stringify({ prompt: text }) });
    return (await response.json()) as TokenizeAnswer;
  };
  await ask('loads the model');
  const looked = vi.spyOn(Map.prototype, 'get');
  const decoded = vi.spyOn(TextDecoder.prototype, 'decode');
  const answer = await ask(prompt);
  const work = looked.mock.calls.length + decoded.mock.calls.length;
  vi.restoreAllMocks();
  return { work, answer };
}

it.each([
  ['Chinese', '世界历史上的城市和港口都有很多故事'],
  ['Chinese without a sign between', '世'],
  ['Cyrillic', 'история города начинается с гавани '],
  ['emoji', '👩‍👩‍👧👋🏽🇩🇪'],
  ['combining marks', 'a\u0301\u0302\u0303\u0304'],
  ['nothing but combining marks', '\u0301'],
  ['one letter', 'a'],
  ['signs', '=-'],
])(`100 kB of %s cost at most ${MOST} times what English costs`, async (_name, unit) => {
  const english = await costOf(ENGLISH);
  const other = await costOf(fill(unit));
  expect(other.work).toBeLessThan(MOST * english.work);
  // As before, they lie one after the other and end with the text.
  const { byte_offsets, text_offset, count } = other.answer;
  expect(byte_offsets.at(-1)![1]).toBe(new TextEncoder().encode(fill(unit)).length);
  expect(byte_offsets.every(([from], at) => from === (byte_offsets[at - 1]?.[1] ?? 0))).toBe(true);
  expect(text_offset).toHaveLength(count);
});

it('spells a piece once, however often it comes', async () => {
  const decode = vi.spyOn(TextDecoder.prototype, 'decode');
  await app.ask('/tokenize', { method: 'POST', body: JSON.stringify({ prompt: '鬱'.repeat(1000) }) });
  expect(decode.mock.calls.length).toBeLessThan(10);
});
