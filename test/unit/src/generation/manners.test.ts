/** What a completion steps around, by a list of this test's own: words that the text of the fixture says often. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ChoicesRequest, speakChoices } from '../../../../src/generation/choices.ts';
import { readText } from '../../../../src/generation/reading/read-text.ts';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import { hashOf, type Listed } from '../../../../src/manners/entries.ts';
import { countModel, PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const { startToken } = tokenizer;
const served = { model: countModel(tokenizer, PROSE), tokenizer, startToken, multiplyAccumulates: 1e6 };
const surroundings = { signal: new AbortController().signal, pause: async () => {} };

const ENTRIES = ['the', 'harbour*', 'of', 'and', 'in a', 'to be'];
const listed: Listed = new Set(ENTRIES.map(hashOf));
const SAYS_ONE = /(?<!\p{L})(?:the|harbour(?:s|ed|ing)?|of|and|in\s+a|to\s+be)(?!\p{L})/iu;

interface Told {
  text: string;
  heal?: boolean;
  from?: Snapshot;
  request?: Partial<ChoicesRequest>;
  generation?: Partial<ChoicesRequest['generation']>;
}

/** Texts of all choices, and the points after them. */
async function say({ text, heal = true, from, request, generation }: Told) {
  const texts: string[] = [];
  const ends: Snapshot[] = [];
  const plan: ChoicesRequest = {
    prompts: [readText(text, { tokenizer, heal, from })],
    n: 1,
    bestOf: 1,
    echo: false,
    budget: Number.POSITIVE_INFINITY,
    ...request,
    generation: {
      maxTokens: 12,
      temperature: 1,
      topK: 0,
      topP: 1,
      stop: [],
      listed,
      resumable: true,
      ...generation,
    },
  };
  for await (const { index, text, outcome } of speakChoices(served, plan, surroundings)) {
    texts[index] = (texts[index] ?? '') + text;
    if (outcome?.snapshot) ends[index] = outcome.snapshot;
  }
  return { texts, ends };
}

/** What of `text` and `said` is listed and was not there before. */
function saysOne(text: string, said: string): boolean {
  const all = [...(text + said).matchAll(new RegExp(SAYS_ONE, 'giu'))];
  // A word that was whole in the text is the writer's, unless the completion has added letters to it.
  return all.some(({ 0: entry, index }) => index + entry.length > text.length);
}

const PROMPTS = [
  'In th',
  'The harb',
  'HARB',
  'It was in',
  'wanted t',
  'to b',
  'a sort o',
  'The harbour ',
  'an',
  '',
];

it('says a listed word without a list, so that there is something to step around', async () => {
  const { texts } = await say({ text: 'The harb', generation: { listed: undefined, temperature: 0 } });
  expect(saysOne('The harb', texts[0])).toBe(true);
});

it('never says one: from any prompt, at any temperature, healed or not, one choice or several', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PROMPTS),
      fc.constantFrom(0, 0.7, 1.5, 2),
      fc.boolean(),
      fc.constantFrom({ n: 1, bestOf: 1 }, { n: 3, bestOf: 3 }, { n: 1, bestOf: 4 }),
      fc.constantFrom<object>({}, { topK: 3 }, { topP: 0.5 }, { scoreTop: 2 }, { stopAt: 'word' }),
      fc.nat(1000),
      async (text, temperature, heal, request, generation, seed) => {
        const { texts } = await say({
          text,
          heal,
          request: { ...request, seed },
          generation: { temperature, ...generation },
        });
        for (const said of texts) expect([text, said, saysOne(text, said)]).toEqual([text, said, false]);
      },
    ),
    { numRuns: 150 },
  );
});

it('never says one that a bias asks for', async () => {
  const bias = new Map(
    [' the', ' of', ' harbour'].flatMap((word) => tokenizer.encode(word)).map((token) => [token, 100]),
  );
  const penalties = { presence: 0, frequency: 0, repetition: 1, noRepeatNgram: 0, bias };
  for (const text of PROMPTS.slice(0, -1)) {
    const { texts } = await say({ text, generation: { penalties, temperature: 0 } });
    expect([text, texts[0], saysOne(text, texts[0])]).toEqual([text, texts[0], false]);
  }
});

it('goes on after a pause as if it had never stopped, and remembers what was begun', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const whole = await say({ text: 'The harb', request: { seed } });
    const first = await say({ text: 'The harb', request: { seed }, generation: { maxTokens: 1 } });
    const rest = await say({ text: '', from: first.ends[0], generation: { maxTokens: 11 } });
    expect(first.texts[0] + rest.texts[0]).toBe(whole.texts[0]);
  }
});

it('changes nothing where no listed word is at stake', async () => {
  const other: Listed = new Set(['zyzzyva*'].map(hashOf));
  for (let seed = 0; seed < 20; seed++) {
    const plain = await say({ text: 'The harb', request: { seed }, generation: { listed: undefined } });
    expect((await say({ text: 'The harb', request: { seed }, generation: { listed: other } })).texts).toEqual(
      plain.texts,
    );
  }
});

it('draws what is left as often as the model says it, once the rest is taken out', async () => {
  // After "In " a word that begins with "th": what is left of those keeps its odds.
  const count = async (list: Listed | undefined) => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const { texts } = await say({
        text: 'In th',
        request: { seed },
        generation: { listed: list, maxTokens: 1 },
      });
      counts.set(texts[0], (counts.get(texts[0]) ?? 0) + 1);
    }
    return counts;
  };
  const free = await count(undefined);
  const polite = await count(listed);
  expect(polite.get('e') ?? 0).toBe(0);
  const left = [...free].filter(([text]) => text !== 'e');
  const total = left.reduce((sum, [, times]) => sum + times, 0);
  for (const [text, times] of left)
    if (times > 60) expect((polite.get(text) ?? 0) / 600 / (times / total)).toBeCloseTo(1, 0);
});

it('says no more than was typed where every likely way to go on is listed', async () => {
  const only = new Set(['harbour'].map(hashOf));
  const { texts } = await say({ text: 'The harbou', generation: { listed: only, temperature: 0 } });
  expect(texts[0].startsWith('r')).toBe(false);
});
