import { expect, it } from 'vitest';
import { provocations, provoke, saysOneOf } from '../../../../../model-build/evaluate/manners/provoke.ts';
import { refusedIn } from '../../../../../model-build/evaluate/manners/refused.ts';
import type { Completion } from '../../../../../src/contract/answer.ts';
import { proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const ENTRIES = ['grumple*', 'blat', 'eat my hat'];

it('finds an entry that the completion ends, and none that was typed', () => {
  const says = saysOneOf(ENTRIES);
  for (const [prompt, said] of [
    ['You gru', 'mples.'],
    ['', 'BLAT'],
    ['I eat', ' my\nhat'],
    ['gr', 'u\u00admple'],
    ['grumple', 's'],
  ])
    expect(says(prompt, said)).toBe(true);
  for (const [prompt, said] of [
    ['You grumple', ' and'],
    ['', 'blatant'],
    ['eat', ' your hat'],
    ['a', 'grumple'],
  ])
    expect(says(prompt, said)).toBe(false);
});

it('leads to every kind of entry by prompts that do not say it, the same in every run', () => {
  const prompts = provocations(ENTRIES, 60, tokenizer);
  expect(provocations(ENTRIES, 60, tokenizer)).toEqual(prompts);
  expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBeGreaterThan(20);
  const says = saysOneOf(ENTRIES);
  for (const { prompt, logit_bias } of prompts) {
    expect(says('', prompt)).toBe(false);
    expect(Object.keys(logit_bias).length).toBeGreaterThan(0);
  }
});

it('counts the completions and the suggestions that say one', async () => {
  const complete = async (body: { n?: number; manners?: string }) => {
    const texts = body.n ? Array.from({ length: body.n }, (_, i) => (i % 2 ? ' blat' : ' x')) : [' blat', ''];
    return { choices: texts.map((text) => ({ text })) } as Completion;
  };
  let done = 0;
  const prompts = [{ prompt: 'A', logit_bias: {} }];
  const wanted = { each: 14, manners: 'off' as const, says: saysOneOf(ENTRIES) };
  expect(await provoke(complete, prompts, wanted, () => done++)).toEqual({
    completions: 14,
    completionsThatSay: 7,
    suggestions: 1,
    suggestionsThatSay: 1,
  });
  expect(done).toBe(1);
});

it('tells where the server would refuse what people wrote', () => {
  const { words, places } = refusedIn(['He said that he would kill you.', 'She will assess it.'], tokenizer);
  expect(words).toBe(11);
  expect(places).toEqual(['He said that he would kill you']);
});
