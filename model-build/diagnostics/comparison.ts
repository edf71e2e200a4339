/** Recipes trained under an equal budget: as many tokens each, and as many seconds each. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { heldOut, heldOutName } from '../build.ts';
import { bitsPerByte } from '../evaluate/bits-per-byte.ts';
import { bootstrap, type Estimate } from '../evaluate/bootstrap.ts';
import { score } from '../evaluate/score.ts';
import { parameterCount, summary } from '../network/size.ts';
import { stepGraph } from '../onnx/step-graph.ts';
import { quantize } from '../quantize/quantize.ts';
import { type Recipe, stepsOf, trainingHash } from '../recipe.ts';
import { runsFolder } from '../settings.ts';
import { type Prepared, prepare } from '../train/prepare.ts';
import { runTraining } from '../train/run.ts';

/** One recipe's result under one budget. */
export interface Outcome {
  tokens: number;
  /** Of training alone. */
  seconds: number;
  /** int8, as served, on all held-out documents together, with the 95 % interval over documents. */
  bitsPerByte: Estimate;
  /** The same by corpus. */
  corpora: Record<string, number>;
}

export interface Row {
  name: string;
  summary: string;
  parameters: number;
  /** Bytes of the int8 step graph. */
  bytes: number;
  equalTokens: Outcome;
  equalSeconds: Outcome;
}

export interface Comparison {
  tokens: number;
  seconds: number;
  heldOut: string;
  runtime: string;
  rows: Row[];
}

type Say = (line: string) => void;
type Held = Awaited<ReturnType<typeof heldOut>>;

const RUNTIME = 'kernels';
const THREADS = 2;

/**
 * `seconds` is what the slowest took for the tokens when not given. Each recipe trains twice, with its whole schedule
 * within each budget: a run cut off in the middle has not had its decay. What is done already is not done again.
 */
export async function compare(
  recipes: readonly Recipe[],
  budget: { tokens: number; seconds?: number },
  say: Say,
): Promise<Comparison> {
  const first: { recipe: Recipe; result: Measured }[] = [];
  for (const recipe of recipes) first.push({ recipe, result: await measure(recipe, budget.tokens, say) });
  const seconds = budget.seconds ?? Math.max(...first.map(({ result }) => result.outcome.seconds));
  const rows: Row[] = [];
  for (const { recipe, result } of first) {
    const { outcome, ...network } = result;
    const tokens = Math.round((outcome.tokens / outcome.seconds) * seconds);
    rows.push({
      name: recipe.name,
      ...network,
      equalTokens: outcome,
      equalSeconds: (await measure(recipe, tokens, say)).outcome,
    });
  }
  const names = new Set(recipes.map(heldOutName));
  return { tokens: budget.tokens, seconds, heldOut: [...names].join('; '), runtime: RUNTIME, rows };
}

type Measured = Pick<Row, 'summary' | 'parameters' | 'bytes'> & { outcome: Outcome };

async function measure(recipe: Recipe, tokens: number, say: Say): Promise<Measured> {
  const budgeted = { ...recipe, training: { ...recipe.training, tokens } };
  const { batch, window } = recipe.training;
  say(`${recipe.name}: ${tokens} tokens`);
  const prepared: Prepared = await prepare(budgeted, join(runsFolder(), 'cache'), say);
  const dir = join(runsFolder(), 'compare', `${recipe.name}-${trainingHash(budgeted).slice(0, 12)}`);
  const { trainer, spec, seconds } = await runTraining({ dir, recipe: budgeted, ...prepared });
  const onnx = stepGraph(spec, quantize(spec, await trainer.weights()));
  trainer.dispose();
  const held = await heldOut(recipe, prepared.tokenizerJson);
  return {
    summary: summary(spec),
    parameters: parameterCount(spec),
    bytes: onnx.length,
    outcome: {
      tokens: stepsOf(budgeted.training) * batch * window,
      seconds,
      ...(await figures(held, (documents) =>
        score({ onnx, documents, runtime: RUNTIME, threads: THREADS }).then(({ bits }) => bits),
      )),
    },
  };
}

/** `bitsOf` gives the bits of each document. */
export async function figures(
  held: Held,
  bitsOf: (documents: Held[number]['documents']) => Promise<number[]>,
): Promise<Pick<Outcome, 'bitsPerByte' | 'corpora'>> {
  const corpora: Outcome['corpora'] = {};
  const parts: { numerator: number; denominator: number }[] = [];
  for (const { corpus, documents } of held) {
    const bits = await bitsOf(documents);
    corpora[corpus] = bitsPerByte(documents, bits).bitsPerByte;
    parts.push(...documents.map(({ bytes }, i) => ({ numerator: bits[i], denominator: bytes })));
  }
  return { bitsPerByte: bootstrap(parts), corpora };
}

/** Names a comparison by what it compares, so that another does not overwrite it. */
export const comparisonName = (recipes: readonly Recipe[], budget: object): string =>
  createHash('sha256')
    .update(JSON.stringify([recipes.map(trainingHash), budget]))
    .digest('hex')
    .slice(0, 12);
