/** One small network of every kind, with odd sizes, so that no two dimensions can be mistaken for each other. */
import { type NetworkSpec, NetworkSpecSchema } from '../../network/spec.ts';

const sizes = { vocabulary: 37, embedding: 13, hidden: 11, embeddingScale: 1.5 };

export const NETWORKS: Record<string, NetworkSpec> = Object.fromEntries(
  Object.entries({
    'one gru': { cells: ['gru'] },
    'two grus': { cells: ['gru', 'gru'] },
    lstm: { cells: ['lstm'] },
    'lstm then gru': { cells: ['lstm', 'gru'] },
    'tanh rnn': { cells: ['rnn'] },
    'relu rnn': { cells: ['rnn'], activation: 'relu' },
    'linear rnn': { cells: ['rnn'], activation: 'linear' },
    'binary rnn': { cells: ['rnn'], activation: 'binary' },
    'gated-linear': { cells: ['gated-linear', 'gated-linear'] },
    'residual gru': { cells: ['gru', 'gru'], block: 'residual', feedForward: 17 },
    'residual lstm': { cells: ['lstm', 'lstm'], block: 'residual', feedForward: 7 },
    'residual gated-linear': { cells: ['gated-linear', 'gated-linear', 'gated-linear'], block: 'residual' },
    perceptron: { cells: ['perceptron'], window: 5 },
    mlp: { cells: ['mlp', 'mlp'], block: 'residual', window: 4 },
    cnn: { cells: ['cnn', 'cnn', 'cnn'], block: 'residual', window: 2 },
    'plain cnn': { cells: ['cnn', 'cnn'], window: 3 },
  }).map(([name, spec]) => [name, NetworkSpecSchema.parse({ ...sizes, ...spec })]),
);
