/**
 * What the fixture model says, word for word, on onnxruntime-web inside workerd.
 *
 * The golden texts were said by models/fixture-gru as committed. After that model has been rebuilt on purpose:
 * `npm test -- test/worker/golden.test.ts -u`, and read the difference.
 */
import { beforeAll, expect, it } from 'vitest';
import { complete } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

beforeAll(async () => putModel(await readVersion(MODEL), MODEL));

it.each(['The harbour', 'In the morning', 'She'])('goes on after "%s", always alike', async (prompt) => {
  const say = async (fields: object) =>
    (await complete({ prompt, max_tokens: 32, ...fields })).choices[0].text;
  const greedy = await say({ temperature: 0 });
  const drawn = await say({ temperature: 0.8, top_k: 40, top_p: 0.95, seed: 7 });
  expect({ greedy, drawn }).toMatchSnapshot();
});
