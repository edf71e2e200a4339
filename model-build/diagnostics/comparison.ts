/** Recipes trained under an equal budget: as many tokens each, and as many seconds each. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type ByCorpus, byCorpus } from '../evaluate/likelihood/by-corpus.ts';
import { score } from '../evaluate/likelihood/score.ts';
import { parameterCount, summary } from '../network/size.ts';
import { stepGraph } from '../onnx/step-graph.ts';
import { heldOut, heldOutName } from '../prove/held-out.ts';
import { quantize } from '../quantize/quantize.ts';
import { type Recipe, trainingHash } from '../recipe/recipe.ts';
import { runsFolder } from '../settings.ts';
import { type Prepared, prepare } from '../train/prepare.ts';
import { runTraining } from '../train/run.ts';
import { speedOf } from './speed.ts';

/** One recipe's result under one budget; bits per byte are those of the int8 network, without a cache. */
export interface Outcome extends ByCorpus {
  tokens: number;
  /** Of training alone. */
  seconds: number;
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

const RUNTIME = 'kernels';
const THREADS = 2;

/**
 * `seconds` is what the slowest takes for the tokens when not given. Each recipe trains twice, with its whole schedule
 * within each budget: a run cut off in the middle has not had its decay. What is done already is not done again.
 */
export async function compare(
  recipes: readonly Recipe[],
  budget: { tokens: number; seconds?: number },
  say: Say,
): Promise<Comparison> {
  const first: { recipe: Recipe; result: Measured; speed: number }[] = [];
  for (const recipe of recipes) {
    const result = await measure(recipe, budget.tokens, say);
    first.push({ recipe, result, speed: await speedOf(recipe, result.vocabulary, result.dir) });
  }
  const seconds = budget.seconds ?? Math.max(...first.map(({ speed }) => budget.tokens / speed));
  const rows: Row[] = [];
  for (const { recipe, result, speed } of first) {
    const { outcome, summary, parameters, bytes } = result;
    const tokens = Math.round(speed * seconds);
    rows.push({
      name: recipe.name,
      summary,
      parameters,
      bytes,
      equalTokens: outcome,
      equalSeconds: (await measure(recipe, tokens, say)).outcome,
    });
  }
  const names = new Set(recipes.map(heldOutName));
  return { tokens: budget.tokens, seconds, heldOut: [...names].join('; '), runtime: RUNTIME, rows };
}

type Measured = Pick<Row, 'summary' | 'parameters' | 'bytes'> & {
  outcome: Outcome;
  vocabulary: number;
  /** Folder of the run. */
  dir: string;
};

async function measure(recipe: Recipe, tokens: number, say: Say): Promise<Measured> {
  // From nothing: what a published model has seen is no part of the budget.
  const budgeted = {
    ...recipe,
    training: { ...recipe.training, tokens, startFrom: undefined, keptOfStart: undefined },
  };
  const { batch, window } = recipe.training;
  say(`${recipe.name}: ${tokens} tokens`);
  const prepared: Prepared = await prepare(budgeted, join(runsFolder(), 'cache'), say);
  const dir = join(runsFolder(), 'compare', `${recipe.name}-${trainingHash(budgeted).slice(0, 12)}`);
  const { trainer, spec, seconds } = await runTraining({ dir, recipe: budgeted, ...prepared });
  const onnx = stepGraph(spec, quantize(spec, await trainer.weights()));
  trainer.dispose();
  const corpora = recipe.data.map(({ corpus }) => corpus);
  const held = await heldOut(corpora, 'test', prepared.tokenizerJson);
  return {
    vocabulary: spec.vocabulary,
    dir,
    summary: summary(spec),
    parameters: parameterCount(spec),
    bytes: onnx.length,
    outcome: {
      tokens: trainer.step * batch * window,
      seconds,
      ...(await byCorpus(held, (documents) =>
        score({ onnx, documents, runtime: RUNTIME, threads: THREADS }).then(({ bits }) => bits),
      )),
    },
  };
}

/** Names a comparison by what it compares, so that another does not overwrite it. */
export const comparisonName = (recipes: readonly Recipe[], budget: object): string =>
  createHash('sha256')
    .update(JSON.stringify([recipes.map(trainingHash), budget]))
    .digest('hex')
    .slice(0, 12);
