/** Processor time of one token. */
import type { StepModel } from '../../src/contract/step-model.ts';

/** Rounds of so many tokens; the first round warms up. */
const ROUNDS = 9;
const ROUND_TOKENS = 64;

/** Milliseconds of processor time that this process has used. A busy machine makes them hardly longer. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Median over rounds, in milliseconds, of feeding `tokens` again and again, state carried. */
export async function millisecondsPerToken(
  model: StepModel,
  tokens: ArrayLike<number>,
  clock: () => number = processorTime,
): Promise<number> {
  const state = model.initialState();
  const rounds: number[] = [];
  for (let round = 0, fed = 0; round <= ROUNDS; round++) {
    const before = clock();
    for (let i = 0; i < ROUND_TOKENS; i++, fed++) await model.step(tokens[fed % tokens.length], state);
    if (round > 0) rounds.push((clock() - before) / ROUND_TOKENS);
  }
  return rounds.toSorted((a, b) => a - b)[ROUNDS >> 1];
}
