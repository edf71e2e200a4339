/** Tries candidates for as long as there is time, and takes the smallest that is as good as the best. */
import type { Candidate } from './candidates.ts';
import type { Dataset } from './dataset.ts';
import { judgeValid, type TrainedNetwork } from './evaluate.ts';
import type { Figure } from './measures.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { trainClassifier } from './train.ts';

/** A candidate that was tried. */
export interface Tried {
  recipe: ClassifierRecipe;
  trained: TrainedNetwork;
  label: string;
  bytes: number;
  /** On `valid`, in int8. */
  figure: Figure;
}

/** What a search is told. */
export interface SearchOptions {
  dataset: Dataset;
  candidates: readonly Candidate[];
  recipeOf(candidate: Candidate): ClassifierRecipe;
  /** No candidate is begun after that. */
  milliseconds: number;
  /** Milliseconds from any start. */
  now(): number;
  say(line: string): void;
}

/** Tries one at least; a candidate that was begun is finished. */
export async function search({
  dataset,
  candidates,
  recipeOf,
  milliseconds,
  now,
  say,
}: SearchOptions): Promise<Tried[]> {
  const start = now();
  const tried: Tried[] = [];
  for (const candidate of candidates) {
    if (tried.length > 0 && now() - start >= milliseconds) {
      say(`time is up: ${candidates.length - tried.length} candidates were not tried, --minutes gives more`);
      break;
    }
    const recipe = recipeOf(candidate);
    const trained = await trainClassifier(recipe, dataset, []);
    const { onnx, figure } = await judgeValid(trained, dataset);
    tried.push({ recipe, trained, label: candidate.label, bytes: onnx.length, figure });
    const [low, high] = figure.interval.map((end) => end.toFixed(4));
    say(
      `${candidate.label}: ${Math.round(onnx.length / 1000)} kB, ${figure.value.toFixed(4)} on valid (${low} to ${high})`,
    );
  }
  return tried;
}

/** The smallest whose figure lies within the interval of the best one's. */
export function smallestGoodEnough<T extends Pick<Tried, 'bytes' | 'figure'>>(tried: readonly T[]): T {
  const best = tried.reduce((a, b) => (b.figure.value > a.figure.value ? b : a));
  const enough = tried.filter(({ figure }) => figure.value >= best.figure.interval[0]);
  return enough.reduce((a, b) => (b.bytes < a.bytes ? b : a), best);
}
