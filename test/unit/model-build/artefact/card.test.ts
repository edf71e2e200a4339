import { describe, expect, it } from 'vitest';
import { type CardParts, modelCard } from '../../../../model-build/artefact/card.ts';
import type { ModelFacts } from '../../../../model-build/artefact/manifest.ts';

const FACTS: ModelFacts = {
  formatVersion: 1,
  name: 'small',
  version: '1.2.3',
  description: 'A small model.',
  graph: { token: { input: 'token', shape: [1] }, logits: { output: 'logits', shape: [1, 4] }, states: [] },
  vocabulary: { size: 4096, tokenizer: 'bpe', startToken: 0 },
  architecture: {
    summary: 'gru 8x1, embedding 4',
    cell: 'gru',
    parameters: 1234567,
    multiplyAccumulates: 999,
  },
  quantization: { weights: 'int8', worstTensor: 'output.kernel', worstRelativeError: 0.0123 },
  generation: { maxTokens: 16, temperature: 1, topK: 0, topP: 1 },
  recipe: { name: 'small', sha256: 'a'.repeat(64) },
  training: { tokens: 1000, steps: 10, backend: 'cpu' },
  data: [{ name: 'wiki', licence: 'CC | BY', origin: 'somewhere', bytes: 12, sha256: 'b'.repeat(64) }],
  quality: { split: 'test', runtime: 'ort', fp32: { wiki: 1.95 }, int8: { wiki: 1.9612, talk: 1.6 } },
};

const TENSORS = ['output.kernel', 'b', 'c', 'd', 'e', 'f'].map((name, i) => ({
  name,
  relative: 0.0123 - i / 1000,
  largest: 0.00456,
}));
const cardOf = (parts: Partial<CardParts> = {}) =>
  modelCard(FACTS, { samples: [], tensors: TENSORS, ...parts });

describe('the model card', () => {
  it('tells figures, data and licences', () => {
    const card = cardOf();
    expect(card).toContain('| parameters | 1,234,567 |');
    expect(card).toContain('output.kernel, relative error 1.23 %');
    expect(card).toContain('| wiki | 1.9500 | 1.9612 | +0.0112 (+0.57 %) |');
    expect(card).toContain('| talk |  | 1.6000 |  |');
    expect(card).toContain('| wiki | CC \\| BY | somewhere | 12 |');
  });

  it('tells the share of each corpus, where weights came from, and what else the model is bad at', () => {
    const data = [...FACTS.data, { ...FACTS.data[0], name: 'talk' }];
    const parts = { samples: [], tensors: TENSORS, shares: { wiki: 3, talk: 1 } };
    const card = modelCard(
      { ...FACTS, data },
      { ...parts, earlier: 'Ten tokens on a GPU.', weaknesses: ['**Poems.** None rhyme.'] },
    );
    expect(card).toContain('| wiki | 75.0 % | CC \\| BY | somewhere | 12 |');
    expect(card).toContain('| talk | 25.0 % |');
    expect(card).toContain('| before that | Ten tokens on a GPU. |');
    expect(card).toMatch(/\n- \*\*Prejudice\.\*\* .*\n- \*\*Poems\.\*\* None rhyme\.\n\n## Memorisation/);
    expect(card).toMatch(/- \*\*Prejudice\.\*\* .*`manners` keep listed slurs and threats out/);
    expect(cardOf()).not.toContain('share');
    expect(cardOf()).not.toContain('before that');
  });

  it('tells whether resume tokens have room for the state', () => {
    const stateOf = (numbers: number) =>
      modelCard(
        {
          ...FACTS,
          graph: { ...FACTS.graph, states: [{ input: 'a', output: 'b', shape: [1, numbers] }] },
        },
        { samples: [], tensors: TENSORS },
      );
    expect(stateOf(2560)).toContain('| state | 2,560 numbers, carried by resume tokens |');
    expect(stateOf(10_000)).toContain('| state | 10,000 numbers, too large for resume tokens |');
  });

  it('names the five tensors that lost most to int8, or all where there are no more', () => {
    expect(cardOf()).toContain('The 5 worst of 6 tensors that became int8.');
    expect(cardOf()).toContain('| output.kernel | 1.23 % | 0.0046 |\n| b | 1.13 % | 0.0046 |');
    expect(cardOf()).not.toContain('| f |');
    expect(cardOf({ tensors: TENSORS.slice(0, 2) })).toContain('All tensors that became int8.');
  });

  it('tells how long training took and on what kind of machine, where that was recorded', () => {
    expect(cardOf()).not.toContain('training took');
    const took = (seconds: number, cores: number) =>
      cardOf({ record: { seconds, cpu: 'A Processor', cores } });
    expect(took(20, 1)).toContain(
      '| training took | less than a minute, on a machine of 1 core (A Processor) |',
    );
    expect(took(2700, 2)).toContain('| training took | 45 min, on a machine of 2 cores (A Processor) |');
    expect(took(9000, 2)).toContain('2.5 h, on a machine');
  });

  it('says what the model is for, where it fails, and what it may know by heart', () => {
    const card = cardOf();
    for (const part of [
      '## Intended use',
      '## Known failures',
      '**Facts.**',
      '**Arithmetic.**',
      '**Names.**',
    ])
      expect(card).toContain(part);
    expect(card).toContain('Training showed its 1,234,567 parameters 1,000 tokens, repeats counted.');
    expect(card).toContain('`npm run model -- evaluate small@1.2.3`');
  });

  it('counts what the versions before had learned from', () => {
    const training = { ...FACTS.training, earlierTokens: 9_000 };
    const card = modelCard({ ...FACTS, training }, { samples: [], tensors: TENSORS });
    expect(card).toContain('; after 9,000 tokens of the versions that it goes on from |');
    expect(card).toContain('10,000 tokens, repeats counted.');
  });

  it('tells of the cache, and of marginals where there are some', () => {
    const shares = [0.1, 0.2, 0.3, 0.4];
    const cache = { window: 512, corpora: ['wiki'], shares: { once: shares, same: shares, mixed: shares } };
    const marginals = { strength: 0.4, decay: 0.99, prior: 100, background: 'AAAAAA==' };
    const of = (cache: ModelFacts['cache']) =>
      modelCard({ ...FACTS, cache }, { samples: [], tensors: TENSORS });
    expect(of(cache)).toContain('after the same words; trusted as far as `valid` text of wiki taught');
    expect(of({ ...cache, marginals })).toContain(
      'and which words they are, beside how common those are; trusted',
    );
  });

  it('quotes samples so that their text is not markup', () => {
    const samples = [{ prompt: 'Once', text: ' upon\n# a heading', settings: 'temperature 0' }];
    const card = cardOf({ samples });
    expect(card).toContain('    Once⟶ upon\n    # a heading');
    expect(card).not.toMatch(/^# a heading/m);
  });
});
