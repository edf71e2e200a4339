/** More models than an isolate can hold, asked in turn: they come, go and come back, and say what they always said. */
import { beforeAll, expect, it } from 'vitest';
import { complete, isolate } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

const GRANTED_BYTES = 100e6;
const LARGE = ['large-gru', 'large-lstm', 'large-gated-linear'];
const COPIES = 2;
/** Shipped models and large ones, the shipped ones between the others. */
const names: string[] = [];

beforeAll(async () => {
  for (const kind of LARGE) {
    const version = await readVersion(kind);
    const copies = Array.from({ length: COPIES }, (_, copy) => `${kind}-${copy + 1}`);
    await Promise.all(copies.map((name) => putModel(version, name)));
    names.push(...copies);
  }
  for (const [i, shipped] of [MODEL, 'english'].entries()) {
    await putModel(await readVersion(shipped), shipped);
    names.splice(2 + 3 * i, 0, shipped);
  }
});

/** Log probabilities, to the last bit: random weights say little that could be read. */
async function ask(model: string): Promise<unknown> {
  const { choices } = await complete({ prompt: 'The', model, max_tokens: 3, temperature: 0, logprobs: 2 });
  const { wasmMemoryBytes } = await isolate();
  expect(wasmMemoryBytes).toBeLessThan(GRANTED_BYTES);
  return choices[0];
}

it('serves more models than there is memory for, the same answers each time round', async () => {
  const first = new Map<string, unknown>();
  for (let round = 0; round < 2; round++) {
    for (const name of names) {
      const answer = await ask(name);
      if (round === 0) first.set(name, answer);
      else expect(answer, `${name}, round ${round}`).toEqual(first.get(name));
      const { models } = await isolate();
      expect(models).toContain(`${name}/1.0.0`);
    }
  }

  // Some had to leave, or nothing was tested.
  expect((await isolate()).models.length).toBeLessThan(names.length);

  // Backwards, several at once: some are asked for while they retire.
  for (let i = names.length; i > 0; i -= 3) {
    const together = names.slice(Math.max(0, i - 3), i);
    const answers = await Promise.all(together.map(ask));
    for (const [k, name] of together.entries()) expect(answers[k], name).toEqual(first.get(name));
  }
});
