/** The shipped classifiers in workerd: what they say, beside a model that completes, and as its gate. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Classifications } from '../../src/contract/classification-answer.ts';
import { complete, failure, isolate, post } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

beforeAll(async () => {
  for (const name of [MODEL, 'languages', 'spam', 'kind']) await putModel(await readVersion(name), name);
});

const ask = async (model: string, input: string | string[], more: object = {}) =>
  (await (await post('/v1/classify', { model, input, ...more })).json()) as Classifications;

describe('the shipped models', () => {
  it('tell languages apart, short and long', async () => {
    const texts = {
      en: 'Where is the nearest harbour?',
      de: 'Wo ist der nächste Hafen, bitte?',
      fr: 'Je ne sais pas encore.',
      es: '¿Dónde está la biblioteca?',
      ja: '港はどこですか。',
      ru: 'Где находится гавань?',
      el: 'Πού είναι το λιμάνι;',
    };
    const { data } = await ask('languages', Object.values(texts));
    expect(data.map(({ label }) => label)).toEqual(Object.keys(texts));
    for (const { probs } of data)
      expect(Math.abs(probs.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-6);
  });

  it('tell spam from messages, and which words weighed', async () => {
    const input = 'WINNER! You have won a 1000 cash prize. To claim call 09061701461 now';
    const { data } = await ask('spam', [input, 'Are you coming home for dinner?'], { explain: true });
    expect(data.map(({ label }) => label)).toEqual(['spam', 'ham']);
    expect(data[0]!.explain!.words.map(({ text }) => text.toLowerCase())).toContain('call');
  });

  it('tell prose from code and data', async () => {
    const { data } = await ask('kind', [
      'I would like to thank you for your support in the last weeks.',
      'for (let i = 0; i < n; i++) {\n  total += prices[i];\n}',
      '2026-11-27,14.2,0.31,"ok"\n2026-11-28,13.9,0.30,"ok"',
      'Ich hätte gerne einen Termin am Freitag.',
    ]);
    expect(data.map(({ label }) => label)).toEqual(['prose', 'code', 'data', 'language']);
  });
});

it('a gate turns German away from a model that completes English, and English not', async () => {
  const shut = await complete({ prompt: 'Ich möchte Ihnen für Ihre Hilfe danken und', gate: 'languages' });
  expect(shut.choices[0]).toMatchObject({ text: '', stop_reason: 'gate' });
  expect(shut.gate).toMatchObject({ model: 'languages', label: 'de' });
  const asked = { prompt: 'The harbour was', max_tokens: 4, seed: 7 };
  expect((await complete({ ...asked, gate: 'languages' })).choices).toEqual((await complete(asked)).choices);
});

it('models of either task stand in one isolate, and refuse the other one’s requests', async () => {
  expect((await isolate()).models).toEqual(expect.arrayContaining([`${MODEL}/1.0.0`, 'languages/1.0.0']));
  expect(await failure(post('/complete', { model: 'spam', prompt: 'Hello' }))).toMatchObject({
    status: 400,
    message: 'model: spam has the task classes, wanted completion',
  });
  expect(await failure(post('/v1/classify', { input: 'Hello' }))).toMatchObject({
    status: 400,
    message: `model: ${MODEL} has the task completion, wanted classes, labels or targets`,
  });
});
