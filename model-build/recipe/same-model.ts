/** Whether two recipes make the same model but for how long it is trained: one that travelled, and the one at home. */
import type { RecipeFields } from './recipe.ts';

/** Fields of `training` that another machine may have set for itself: how long, and what does the arithmetic. */
const FITTED: ReadonlySet<string> = new Set([
  'tokens',
  'warmup',
  'backend',
  'shards',
  'checkpointEvery',
  'validateEvery',
]);

/** The first difference in what training depends on, by its field; undefined where there is none. */
export function differenceOf(got: RecipeFields, wanted: RecipeFields): string | undefined {
  return difference(essence(got), essence(wanted), '');
}

function essence({ name, version, seed, tokenizer, data, network, training }: RecipeFields) {
  return {
    name,
    version,
    seed,
    tokenizer,
    data: data.map(({ corpus, share, without, withoutParagraphs }) => ({
      corpus,
      share,
      without,
      withoutParagraphs,
    })),
    network,
    training: Object.fromEntries(Object.entries(training).filter(([field]) => !FITTED.has(field))),
  };
}

function difference(got: unknown, wanted: unknown, path: string): string | undefined {
  if (isObject(got) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      const found = difference(got[key], wanted[key], path === '' ? key : `${path}.${key}`);
      if (found) return found;
    }
    return undefined;
  }
  return got === wanted ? undefined : `${path}: got ${said(got)}, wanted ${said(wanted)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const said = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
