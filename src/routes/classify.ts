/** `POST /v1/classify` and `/classify`: what texts are, in vLLM's envelope with names. */
import type { LoadedClassifier } from '../catalog/catalog.ts';
import { fingerprintOf } from '../catalog/fingerprint.ts';
import { lossesOf, sharesOf, type WordWeight } from '../classification/explain.ts';
import { type Reading, readTokens } from '../classification/read.ts';
import { byScore, judge, type Verdict, type Wishes } from '../classification/scores.ts';
import {
  CLASSIFY_ALIASES,
  type ClassifyRequest,
  ClassifyRequestSchema,
  DEFAULT_TOP_K,
} from '../contract/classification.ts';
import type { Classification, Classifications } from '../contract/classification-answer.ts';
import { AppError } from '../errors.ts';
import { Ngrams, WORD } from '../text/ngrams.ts';
import { checkFields, readObject } from './body.ts';
import type { AppContext, Dependencies } from './context.ts';
import { hear, namedAsSent } from './field-aliases.ts';
import { invalid } from './invalid.ts';
import { leaseClassifier } from './lease.ts';

/** Words of an explanation: those that weighed most. */
const MOST_WORDS = 8;
/** Something to go by. */
const LETTER = /[\p{L}\p{N}]/u;

/** `POST /v1/classify`. */
export function classify(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const heard = hear(await readObject(c.req.raw, dependencies.settings.maxBodyBytes), CLASSIFY_ALIASES);
    return namedAsSent(heard, async () =>
      c.json(await classified(c, dependencies, checkFields(ClassifyRequestSchema, heard.fields))),
    );
  };
}

/** The answer to a checked request. Throws `invalid_value`, `prompt_too_long` and what `leaseClassifier` throws. */
export async function classified(
  c: AppContext,
  dependencies: Dependencies,
  request: ClassifyRequest,
): Promise<Classifications> {
  const lease = await leaseClassifier(c, dependencies, request.model);
  const answered = answer(c, dependencies, request, lease.value).finally(() => lease.release());
  // Without this a request whose caller has gone could be dropped before it gives its lease back.
  c.executionCtx.waitUntil(answered.catch(() => undefined));
  return answered;
}

async function answer(
  c: AppContext,
  { settings, now, pause }: Dependencies,
  request: ClassifyRequest,
  loaded: LoadedClassifier,
): Promise<Classifications> {
  const { manifest, model, tokenizer } = loaded;
  const wishes = wishesOf(request, manifest.task);
  const explained = namesWanted(request, manifest.task);
  const texts = typeof request.input === 'string' ? [request.input] : request.input;
  const inputs = texts.map((text) => tokenizer.encode(text));
  const read = inputs.reduce((sum, { length }) => sum + length + 1, 0);
  const again =
    explained === false ? 0 : inputs.reduce((sum, input, i) => sum + costOfWhy(loaded, input, texts[i]!), 0);
  const work = (read + again) * manifest.architecture.multiplyAccumulates;
  if (work > settings.requestBudget) {
    const message = `input: ${read + again} tokens to read, more than one request may have`;
    throw new AppError('prompt_too_long', message, { param: 'input' });
  }
  const reading: Reading = {
    model,
    startToken: manifest.vocabulary.startToken,
    signal: c.req.raw.signal,
    pause,
  };
  const data: Classification[] = [];
  for (const [index, text] of texts.entries()) {
    const { logits } = await readTokens(reading, inputs[index]!);
    const verdict = judge(manifest.task, logits, wishes, !LETTER.test(text));
    const shown = shownOf(index, verdict, manifest.task, request.top_k ?? DEFAULT_TOP_K);
    const why =
      explained !== false && (await explain(reading, loaded, text, explained ?? shown.labels[0]!.label));
    data.push(why ? { ...shown, explain: why } : shown);
  }
  c.get('entry').promptTokens = read;
  return {
    id: `classify-${crypto.randomUUID()}`,
    object: 'list',
    created: Math.floor(now() / 1000),
    model: manifest.name,
    system_fingerprint: fingerprintOf(loaded),
    data,
    usage: { prompt_tokens: read, total_tokens: read, completion_tokens: 0 },
  };
}

function shownOf(
  index: number,
  verdict: Verdict,
  { kind, names }: LoadedClassifier['manifest']['task'],
  topK: number,
): Classification {
  const { scores, label, said } = verdict;
  const order = kind === 'targets' ? names.map((_, i) => i) : byScore(scores);
  const labels = order.slice(0, topK).map((i) => ({ label: names[i]!, score: scores[i]! }));
  return {
    index,
    label,
    score: labels[0]!.score,
    labels,
    ...(kind === 'labels' && { said }),
    ...(kind === 'targets' && { values: Object.fromEntries(names.map((name, i) => [name, scores[i]!])) }),
    probs: scores,
    num_classes: names.length,
    abstained: kind !== 'targets' && label === null,
  };
}

/** Throws `invalid_value` for names that the model has not, and for what its task has none of. */
function wishesOf(
  { labels, priors, threshold }: ClassifyRequest,
  { kind, names }: LoadedClassifier['manifest']['task'],
): Wishes {
  for (const [field, value] of Object.entries({ labels, priors, threshold })) {
    if (value === null || value === undefined) continue;
    if (kind === 'targets') throw invalid(field, 'wanted none for a model of targets');
    const named = Array.isArray(value) ? value : typeof value === 'object' ? Object.keys(value) : [];
    for (const name of named) if (!names.includes(name)) throw unknownName(field, name);
  }
  if (kind === 'classes' && priors) {
    const sum = Object.values(priors).reduce((total, prior) => total + prior, 0);
    const all = Object.keys(priors).length === names.length;
    if (all ? Math.abs(sum - 1) > 1e-3 : sum >= 1)
      throw invalid('priors', `wanted a sum of ${all ? '1' : 'less than 1'}, got ${sum}`);
  }
  return {
    only: labels ? new Set(labels) : undefined,
    priors: priors ?? undefined,
    threshold: threshold ?? undefined,
  };
}

/** The name that is to be explained; undefined for the likeliest, false for none. */
function namesWanted(
  { explain }: ClassifyRequest,
  { names }: LoadedClassifier['manifest']['task'],
): string | undefined | false {
  if (typeof explain !== 'string') return explain ? undefined : false;
  if (!names.includes(explain)) throw unknownName('explain', explain);
  return explain;
}

const unknownName = (field: string, name: string) =>
  invalid(field, `the model has no ${JSON.stringify(name.slice(0, 64))}; GET /v1/models/:id lists its names`);

const isSum = ({ tokenizer, manifest }: LoadedClassifier): boolean =>
  tokenizer instanceof Ngrams && manifest.graph.states.length === 1;

/** Tokens that are read once more to tell why. */
function costOfWhy(loaded: LoadedClassifier, { length }: readonly number[], text: string): number {
  const words = text.match(WORD)?.length ?? 0;
  return isSum(loaded) ? 2 * length + words : (words + 1) * (length + 1);
}

async function explain(
  reading: Reading,
  loaded: LoadedClassifier,
  text: string,
  label: string,
): Promise<Classification['explain']> {
  const { tokenizer } = loaded;
  const { names, kind } = loaded.manifest.task;
  const about = [text, names.indexOf(label), kind === 'classes'] as const;
  const weights =
    tokenizer instanceof Ngrams && isSum(loaded)
      ? await sharesOf(reading, tokenizer, ...about)
      : await lossesOf(reading, tokenizer, ...about);
  return { label, words: heaviest(text, weights) };
}

function heaviest(text: string, weights: readonly WordWeight[]) {
  const most = weights.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST_WORDS);
  return most.map(({ start, end, weight }) => {
    const [before, word] = [text.slice(0, start), text.slice(start, end)];
    const from = [...before].length;
    return { start: from, end: from + [...word].length, text: word, weight: Math.round(weight * 1e6) / 1e6 };
  });
}
