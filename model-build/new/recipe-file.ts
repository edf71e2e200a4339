import type { Plan } from './size.ts';

export interface RecipeText {
  name: string;
  tokens: number;
  plan: Plan;
  /** Text that was measured: shown in a comment. */
  trainBytes: number;
  tokensPerSecond: number;
}

/** The source of a recipe, with why its numbers are what they are. */
export function recipeSource({ name, tokens, plan, trainBytes, tokensPerSecond }: RecipeText): string {
  const { vocabulary, network, batch, window, learningRate } = plan;
  const megabytes = (trainBytes / 1e6).toFixed(trainBytes < 1e6 ? 2 : 0);
  return `import { recipe } from '../recipe.ts';

export default recipe({
  name: '${name}',
  version: '0.1.0',
  description: 'Trained on text of my own',
  seed: 1,
  // Sizes for ${megabytes} MB of text; larger ones would learn it by heart.
  tokenizer: { kind: 'bpe', vocabulary: ${vocabulary}, sampleBytes: 30_000_000 },
  data: [{ corpus: '${name}', share: 1, licence: 'my own', origin: 'my own text' }],
  network: {
    embedding: ${network.embedding},
    embeddingScale: ${network.embeddingScale},
    cells: [${network.cells.map((cell) => `'${cell}'`).join(', ')}],
    hidden: ${network.hidden},
    block: '${network.block}',
    feedForward: ${network.feedForward},
  },
  training: {
    // This machine trained at ${Math.round(tokensPerSecond)} tokens a second: about ${minutesText(tokens / tokensPerSecond)} in all.
    tokens: ${tokens},
    batch: ${batch},
    window: ${window},
    learningRate: ${learningRate},
    warmup: ${Math.max(10, Math.min(200, Math.round(tokens / batch / window / 20)))},
  },
  prompts: ['The'],
});
`;
}

export const minutesText = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
