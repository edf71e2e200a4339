/** A completion that is stepped through by hand, token by token. */
import { expect, it } from 'vitest';
import { Continuation } from '../../../../src/generation/continuation.ts';
import { createRng, restoreRng } from '../../../../src/generation/drawing/rng.ts';
import { prime } from '../../../../src/generation/reading/prime.ts';
import { Pace } from '../../../../src/generation/stepping/pace.ts';
import { createToyModel, TOY_TOKENIZER, type ToyModel, toyGenerator } from '../../../fixtures/toy-model.ts';

const PROMPT = TOY_TOKENIZER.encode('Once');
const REQUEST = { maxTokens: 8, temperature: 0.8, topK: 0, topP: 1, stop: [], resumable: true };
const freePace = () => new Pace(1, new AbortController().signal, async () => {});

async function start(model: ToyModel, request: Partial<typeof REQUEST> = {}): Promise<Continuation> {
  const tokens = [TOY_TOKENIZER.startToken, ...PROMPT];
  const primed = await prime(model, model.initialState(), tokens, freePace());
  const beginning = { consumed: PROMPT.length, recent: PROMPT, spokenOfRecent: 0 };
  const whole = { ...REQUEST, ...request };
  return new Continuation(toyGenerator(model), primed, beginning, whole, createRng(5), freePace());
}

it('takes a token whoever has chosen it, and draws the next one from the model after it', async () => {
  const chosen = TOY_TOKENIZER.encode('xyz');
  const model = createToyModel();
  const continuation = await start(model, { temperature: 0 });
  let text = (await continuation.begin()).text;
  for (const token of chosen) text += (await continuation.say(token)).text;
  const drawn = await continuation.draw();

  const told = createToyModel();
  const { logits } = await prime(
    told,
    told.initialState(),
    [TOY_TOKENIZER.startToken, ...PROMPT, ...chosen],
    freePace(),
  );
  expect(text).toBe('xyz');
  expect(drawn).toBe(logits.indexOf(Math.max(...logits)));
  expect(model.fed).toEqual(told.fed);
});

it('reads no token twice, however often it is asked to draw', async () => {
  const model = createToyModel();
  const continuation = await start(model);
  await continuation.begin();
  await continuation.say(await continuation.draw());
  await continuation.draw();
  await continuation.draw();
  expect(model.fed.length).toBe(1 + PROMPT.length + 1);
});

it('ends after its last token, and not before', async () => {
  const continuation = await start(createToyModel(), { maxTokens: 3 });
  await continuation.begin();
  for (let i = 0; i < 3; i++) {
    expect(continuation.outcome).toBeUndefined();
    await continuation.say(await continuation.draw());
  }
  expect(continuation.outcome).toMatchObject({ finishReason: 'length', completionTokens: 3 });
});

it('gives a snapshot after any token, from which another draws what it draws itself', async () => {
  const model = createToyModel();
  const unbroken = await start(model);
  await unbroken.begin();
  const drawn: number[] = [];
  const foreseen: number[] = [];
  for (let i = 0; i < 8; i++) {
    drawn.push(await unbroken.draw());
    await unbroken.say(drawn[i]);
    const { state, pending, consumed, recent, spokenOfRecent, rng } = unbroken.snapshot();
    expect({ consumed, spokenOfRecent }).toEqual({ consumed: PROMPT.length + i + 1, spokenOfRecent: i + 1 });
    const primed = await prime(model, state, [pending], freePace(), { firstByModel: true });
    const other = new Continuation(
      toyGenerator(model),
      primed,
      { consumed, recent, spokenOfRecent },
      REQUEST,
      restoreRng(rng!),
      freePace(),
    );
    await other.begin();
    foreseen.push(await other.draw());
  }
  expect(foreseen.slice(0, -1)).toEqual(drawn.slice(1));
});
