import { MOST_READINGS, type Plan, SAMPLE_BYTES, SEED } from './size.ts';

export interface RecipeText {
  name: string;
  tokens: number;
  plan: Plan;
  /** Text that was measured: shown in a comment. */
  trainBytes: number;
  tokensPerSecond: number;
  /** What recipe.ts is called from where the recipe lies. */
  module: string;
}

/** The source of a recipe, with why its numbers are what they are. */
export function recipeSource(text: RecipeText): string {
  const { name, tokens, plan, trainBytes, tokensPerSecond, module } = text;
  const { vocabulary, network, batch, window, learningRate } = plan;
  const steps = Math.floor(tokens / (batch * window));
  const megabytes = (trainBytes / 1e6).toFixed(trainBytes < 1e6 ? 2 : 0);
  return `import { recipe } from '${module}';

export default recipe({
  name: '${name}',
  version: '0.1.0',
  description: 'Trained on text of my own',
  seed: ${SEED},
  // Sizes for ${megabytes} MB of text; larger ones would learn it by heart.
  tokenizer: { kind: 'bpe', vocabulary: ${vocabulary}, sampleBytes: ${thousands(SAMPLE_BYTES)} },
  data: [{ corpus: '${name}', share: 1, licence: 'my own', origin: 'my own text' }],
  network: {
    embedding: ${network.embedding},
    // The table starts at deviation 0.05: times ${network.embeddingScale}, the first block sees inputs of a useful size.
    embeddingScale: ${network.embeddingScale},
    cells: [${network.cells.map((cell) => `'${cell}'`).join(', ')}],
    hidden: ${network.hidden},
    block: '${network.block}',
    feedForward: ${network.feedForward},
  },
  training: {
    // This machine trained at ${Math.round(tokensPerSecond)} tokens a second: about ${minutesText(tokens / tokensPerSecond)} of training.
    // Larger where there was more time, up to ${MOST_READINGS} readings of the text.
    tokens: ${tokens},
    // Places of the text that are read side by side. More of them make a step steadier, and leave fewer steps.
    batch: ${batch},
    // Gradients reach back so many tokens; what is remembered reaches further.
    window: ${window},
    // High, for the gradients of a linear recurrence cannot explode. With gru, lstm or rnn cells begin with a third.
    learningRate: ${learningRate},
    // A twentieth of the run, 10 to 200 steps: the optimizer's means are worth little before.
    warmup: ${Math.min(steps, Math.max(10, Math.min(200, Math.round(steps / 20))))},
  },
  prompts: ['The'],
});
`;
}

/** 30000000 as 30_000_000. */
const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '_');

export const minutesText = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
