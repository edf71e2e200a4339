import { describe, expect, it } from 'vitest';
import { isWord } from '../../../../../model-build/calibrate/words.ts';
import { pieceKinds } from '../../../../../model-build/evaluate/typing/piece-kinds.ts';
import { WordSearch } from '../../../../../model-build/evaluate/typing/word-search.ts';
import { bytesTokenizerFile } from '../../../../../model-build/tokenizer/file.ts';
import { softmax } from '../../../../../src/generation/drawing/score.ts';
import { loadTokenizer } from '../../../../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../../../../src/text/tokenizer.ts';
import { countModel, PROSE, proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizers: [string, Tokenizer][] = [
  ['bpe', proseTokenizer(500)],
  ['bytes', loadTokenizer(bytesTokenizerFile())],
];

async function placeAfter(tokenizer: Tokenizer, text: string) {
  const model = countModel(tokenizer, PROSE);
  const state = model.initialState();
  let logits = await model.step(tokenizer.startToken, state);
  for (const token of tokenizer.encode(text)) logits = await model.step(token, state);
  return { model, kinds: pieceKinds(tokenizer), state, probabilities: softmax(logits) };
}

/** Probabilities of words by following every path that is likelier than `cutoff`, as the definition says. */
async function everyWord(tokenizer: Tokenizer, before: string, typed: string, cutoff: number) {
  const { model, kinds, probabilities } = await placeAfter(tokenizer, before);
  const words = new Map<string, number>();
  const visit = async (tokens: number[], probability: number, next: Float32Array): Promise<void> => {
    const spelled = tokenizer.decode(tokens);
    const word = spelled.slice(typed.startsWith(' ') ? 1 : 0);
    if (spelled.length >= typed.length && isWord(word)) {
      const ending = kinds.endings.reduce((sum, token) => sum + next[token], 0);
      words.set(word, (words.get(word) ?? 0) + probability * ending);
    }
    for (let token = 1; token < tokenizer.size; token++) {
      if (probability * next[token] < cutoff) continue;
      const text = tokenizer.decode([...tokens, token]);
      const agrees = text.length < typed.length ? typed.startsWith(text) : text.startsWith(typed);
      if (!agrees || !/^ ?([a-z]+'?)*$/i.test(text)) continue;
      if (typed === '' && text.startsWith(' ')) continue;
      const logits = await model.step(token, model.initialState());
      await visit([...tokens, token], probability * next[token], softmax(logits));
    }
  };
  await visit([], 1, probabilities);
  return [...words].sort((a, b) => b[1] - a[1]);
}

describe.each(tokenizers)('the search over %s pieces', (_, tokenizer) => {
  it.each([
    ['The', ' '],
    ['The', ' t'],
    ['The harbour is', ' '],
    ['When the', ' ti'],
    ['Add the', ' w'],
    ['the people who', ' '],
    ['Do not', ' '],
    ['', ''],
    ['', 'Th'],
  ])('after %j with %j typed finds what an exhaustive search finds', async (before, typed) => {
    const all = await everyWord(tokenizer, before, typed, 1e-5);
    const found = await new WordSearch(await placeAfter(tokenizer, before)).suggest(typed, 3);
    expect(found).toEqual(all.slice(0, 3).map(([word]) => word));
  });

  it('suggests only whole words that begin with what is typed', async () => {
    for (const typed of [' ', ' b', ' bo', ' boa', ' boat', " don'", ' 1']) {
      for (const word of await new WordSearch(await placeAfter(tokenizer, 'The')).suggest(typed, 3)) {
        expect(` ${word}`.startsWith(typed)).toBe(true);
        expect(isWord(word)).toBe(true);
      }
    }
  });
});

describe('the search', () => {
  const [[, tokenizer]] = tokenizers;

  it('uses what it computed before when more letters are typed', async () => {
    const place = await placeAfter(tokenizer, 'When the');
    const search = new WordSearch(place);
    await search.suggest(' t', 3);
    const before = place.model.steps;
    await search.suggest(' th', 3);
    const again = place.model.steps - before;
    const fresh = await placeAfter(tokenizer, 'When the');
    const walked = fresh.model.steps;
    await new WordSearch(fresh).suggest(' th', 3);
    expect(again).toBeLessThan(fresh.model.steps - walked);
  });

  it('gives the same words whether or not it searched before', async () => {
    const used = new WordSearch(await placeAfter(tokenizer, 'The wind from'));
    await used.suggest(' ', 3);
    for (const typed of [' t', ' th', ' the']) {
      const fresh = new WordSearch(await placeAfter(tokenizer, 'The wind from'));
      expect(await used.suggest(typed, 3)).toEqual(await fresh.suggest(typed, 3));
    }
  });

  it('leaves the state at the place alone', async () => {
    const place = await placeAfter(tokenizer, 'The');
    const before = place.state[0][0];
    await new WordSearch(place).suggest(' ', 3);
    expect(place.state[0][0]).toBe(before);
  });
});
