import { describe, expect, it } from 'vitest';
import { modelCard } from '../../../model-build/publish/card.ts';
import type { ModelFacts } from '../../../model-build/publish/manifest.ts';

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

describe('the model card', () => {
  it('tells figures, data and licences', () => {
    const card = modelCard(FACTS, []);
    expect(card).toContain('| parameters | 1,234,567 |');
    expect(card).toContain('output.kernel, relative error 1.23 %');
    expect(card).toContain('| wiki | 1.9500 | 1.9612 |');
    expect(card).toContain('| talk |  | 1.6000 |');
    expect(card).toContain('| wiki | CC \\| BY | somewhere | 12 |');
  });

  it('quotes samples so that their text is not markup', () => {
    const card = modelCard(FACTS, [
      { prompt: 'Once', text: ' upon\n# a heading', settings: 'temperature 0' },
    ]);
    expect(card).toContain('    Once⟶ upon\n    # a heading');
    expect(card).not.toMatch(/^# a heading/m);
  });
});
