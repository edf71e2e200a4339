import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/generation/continuation.ts';
import { generate, type TextRequest } from '../../../../src/generation/generate.ts';
import { createParrot, createToyModel, TOY_TOKENIZER, toyGenerator } from '../../../fixtures/toy-model.ts';

const PROMPT = TOY_TOKENIZER.encode('Hi');
const REQUEST: TextRequest = {
  prompt: PROMPT,
  maxTokens: 12,
  temperature: 0,
  topK: 0,
  topP: 1,
  seed: 1,
  stop: [],
};

async function run(
  model: ReturnType<typeof createToyModel>,
  request: Partial<TextRequest> = {},
  signal = new AbortController().signal,
  pause = async () => {},
): Promise<Outcome & { pieces: string[]; text: string }> {
  const pieces: string[] = [];
  const running = generate(toyGenerator(model), { ...REQUEST, ...request }, { signal, pause });
  let next = await running.next();
  for (; !next.done; next = await running.next()) pieces.push(next.value);
  return { ...next.value, pieces, text: pieces.join('') };
}

const parrot = (text: string) => createParrot(text, PROMPT.length);

describe('generation', () => {
  it('feeds the start token, the prompt, and every token it says but the last', async () => {
    const model = parrot('abc');
    await run(model, { maxTokens: 3 });
    expect(model.fed).toEqual([TOY_TOKENIZER.startToken, ...TOY_TOKENIZER.encode('Hiab')]);
  });

  it('ends with length after max_tokens', async () => {
    expect(await run(parrot('abcd'), { maxTokens: 6 })).toMatchObject({
      text: 'abcdab',
      finishReason: 'length',
      completionTokens: 6,
    });
  });

  it('ends with stop when the model says that the document ends', async () => {
    const ending = createToyModel((fed) =>
      fed.length < 6 ? TOY_TOKENIZER.encode('x')[0] : TOY_TOKENIZER.startToken,
    );
    expect(await run(ending)).toMatchObject({ text: 'xxx', finishReason: 'stop', completionTokens: 4 });
  });

  it('ends before a stop string and says nothing of it', async () => {
    const stopped = await run(parrot('one two three '), { stop: ['two'] });
    expect(stopped).toMatchObject({
      text: 'one ',
      finishReason: 'stop',
      stopReason: 'two',
      completionTokens: 7,
    });
  });

  it('yields whole characters only, never an empty piece', async () => {
    const { pieces, text } = await run(parrot('é😀ß'), { maxTokens: 16 });
    expect(text).toBe('é😀ßé😀ß');
    expect(pieces).toEqual([...text]);
  });

  it('drops a character that the last token leaves unfinished', async () => {
    expect((await run(parrot('a😀'), { maxTokens: 4 })).text).toBe('a');
  });

  it('says the same for the same seed, whatever ran before on the same model', async () => {
    const model = createToyModel();
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), fc.string({ maxLength: 10 }), async (seed, text) => {
        const request = { seed, temperature: 1, prompt: TOY_TOKENIZER.encode(text) };
        expect(await run(model, request)).toEqual(await run(createToyModel(), request));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a cancelled generation', () => {
  it.each([1, 1e6, 1e9])(
    'takes at most 8 more steps of %d multiply-accumulates',
    async (multiplyAccumulates) => {
      for (let cancelAt = 1; cancelAt < 12; cancelAt++) {
        const model = createToyModel();
        const cancel = new AbortController();
        let fedAtCancel = 0;
        const pause = async () => {
          if (model.fed.length < cancelAt || fedAtCancel > 0) return;
          fedAtCancel = model.fed.length;
          cancel.abort(new Error('gone'));
        };
        const surroundings = { signal: cancel.signal, pause };
        const running = generate(
          toyGenerator(model, multiplyAccumulates),
          { ...REQUEST, maxTokens: 99 },
          surroundings,
        );
        const drain = async () => {
          for await (const _piece of running);
        };
        await expect(drain()).rejects.toThrow('gone');
        expect(model.fed.length - fedAtCancel).toBeLessThanOrEqual(8);
      }
    },
  );

  it('lets others run at every step when a step is much work, and before the first one', async () => {
    const model = createToyModel();
    const fedAtPause: number[] = [];
    const pause = async () => void fedAtPause.push(model.fed.length);
    const surroundings = { signal: new AbortController().signal, pause };
    const running = generate(toyGenerator(model, 1e9), { ...REQUEST, maxTokens: 2 }, surroundings);
    for await (const _piece of running);
    expect(fedAtPause).toEqual([0, 1, 2, 3]);
  });
});
