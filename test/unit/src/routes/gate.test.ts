/** A gate before a completion: what it turns away gets an empty choice and the reason, all else is as without it. */
import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../../src/contract/answer.ts';
import type { StepModel } from '../../../../src/contract/step-model.ts';
import { randomClassifierFiles } from '../../../fixtures/random-classifier.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

/** Says ham of every text, with the given probability of it. */
function certain(ham: number): StepModel {
  const logits = Float32Array.from([Math.log(ham), Math.log((1 - ham) / 2), Math.log((1 - ham) / 2)]);
  return { vocabulary: 3, runtime: 'toy', initialState: () => [], step: async () => logits, dispose() {} };
}

/** The application over its parrot, with a gate beside it that passes ham. */
function appWith(ham: number, passes: string[] | undefined = ['ham']) {
  const files = randomClassifierFiles('guard', passes.length > 0 ? { passes } : {});
  return createTestApp({}, { beside: { name: 'guard', version: '1.0.0', files, model: certain(ham) } });
}
const ask = async (app: ReturnType<typeof appWith>, body: object) =>
  (await (await app.post({ prompt: 'Hello there', gate: 'guard', seed: 1, ...body })).json()) as Completion;

describe('a gate', () => {
  it('that is shut answers one empty choice, with the reason', async () => {
    const app = appWith(0.02);
    const { choices, gate, usage, model } = await ask(app, {});
    expect(choices).toEqual([
      { index: 0, text: '', logprobs: null, finish_reason: 'stop', stop_reason: 'gate' },
    ]);
    expect(gate).toMatchObject({ model: 'guard', label: 'spam', score: expect.closeTo(0.4635, 3) });
    expect([model, usage!.total_tokens]).toEqual(['random', 0]);
    const [line] = await app.lines();
    expect(line).toMatchObject({ outcome: 'gate', model: 'random/1.0.0' });
    expect(JSON.stringify(await (await app.ask('/health')).json())).not.toMatch(/"leases":[1-9]/);
  });

  it('that is open changes nothing, nor does one that doubts', async () => {
    for (const ham of [0.99, 0.25]) {
      const app = appWith(ham);
      const { choices, gate } = await ask(app, {});
      expect(gate).toBeUndefined();
      expect(choices).toEqual((await ask(app, { gate: null })).choices);
    }
  });

  it('has nothing against a text without a letter', async () => {
    expect((await ask(appWith(0.01), { prompt: ' ... ' })).gate).toBeUndefined();
  });

  it('that is shut ends a stream too', async () => {
    const body = { prompt: 'Hello', gate: 'guard', stream: true, stream_options: { include_usage: true } };
    const events = (await (await appWith(0.02).post(body)).text()).trim().split('\n\n');
    expect(events).toHaveLength(3);
    expect(JSON.parse(events[0]!.slice(6))).toMatchObject({
      choices: [{ stop_reason: 'gate' }],
      gate: { label: 'spam' },
    });
    expect(events[2]).toBe('data: [DONE]');
  });

  it.each([
    [{ gate: 'nobody' }, 404, 'gate'],
    [{ gate: 'random' }, 400, 'gate'],
    [{ gate: 'guard', prompt: ['a', 'b'] }, 400, 'gate'],
    [{ gate: 'guard', prompt: [1, 2] }, 400, 'gate'],
    [{ gate: 5 }, 400, 'gate'],
  ])('is refused by name where it is none, or has no text to look at: %j', async (body, status, param) => {
    const error = await failure(await appWith(0.5).post({ prompt: 'Hello', ...body }));
    expect(error).toMatchObject({ status, param });
    expect(error.message).toContain('gate');
  });

  it('is refused where it passes nothing', async () => {
    const error = await failure(await appWith(0.5, []).post({ prompt: 'Hello', gate: 'guard' }));
    expect(error).toMatchObject({ status: 400, param: 'gate' });
  });
});
