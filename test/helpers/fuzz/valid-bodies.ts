/** Random bodies that are answered 200: values that the schema takes, and none that cannot stand beside another. */
import fc from 'fast-check';
import { ALIASES } from '../../../src/contract/completion.ts';
import { type Body, FIELDS, type Path, type Target } from './case.ts';
import { texts, valuesOf } from './values.ts';

/** In one body, so that most of them go together. */
const MOST_FIELDS = 9;
/** Together fewer than the server's completion tokens: prompts, choices, tokens of each. */
const MOST_TOKENS = 12;
const MOST_CHOICES = 4;
const MOST_PROMPTS = 3;

export function validBodies(path: Path, target: Target): fc.Arbitrary<Body> {
  const ids = fc.array(fc.nat(target.vocabulary - 1), { minLength: 1, maxLength: 20 });
  const model = fc.constantFrom(target.model, null);
  if (path === '/tokenize') return fc.record({ model, prompt: fc.oneof(texts, fc.constant('')) });
  if (path === '/detokenize') return fc.record({ model, tokens: fc.oneof(ids, fc.constant([])) });
  const several = { minLength: 1, maxLength: MOST_PROMPTS };
  const prompt = fc.oneof(
    { weight: 3, arbitrary: texts },
    fc.array(texts, several),
    ids,
    fc.array(ids, several),
  );
  /** Where the schema would let a body say more than one can mean, or cost more than it is worth. */
  const own: Record<string, fc.Arbitrary<unknown>> = {
    model,
    // Any other is a model that is not there: `edgeCases` asks for one.
    gate: fc.constant(null),
    prompt,
    resume: fc.oneof(fc.constantFrom(target.resume, target.goOn), damagedTokens(target)),
    vocabulary: fc.array(fc.constantFrom('Kubernetes', 'São Paulo', 'the harbour', "O'Hara", '港'), {
      maxLength: 5,
    }),
    max_tokens: fc.nat(MOST_TOKENS),
    n: fc.integer({ min: 1, max: MOST_CHOICES }),
    best_of: fc.integer({ min: 1, max: MOST_CHOICES }),
  };
  const fields = FIELDS[path].filter(({ path }) => !path.includes('.'));
  const all = Object.fromEntries(fields.map(({ path, schema }) => [path, own[path] ?? valuesOf(schema)]));
  const some = fc
    .subarray(Object.keys(all), { maxLength: MOST_FIELDS })
    .chain((names) => fc.record({ prompt, ...Object.fromEntries(names.map((name) => [name, all[name]])) }));
  return fc
    .tuple(some, fc.constantFrom({}, ALIASES))
    .map(([body, aliases]) => renamed(agreeing(body, target), aliases));
}

/** What is no token any more: changed, cut or made up. */
export function damagedTokens({ resume, goOn }: Target): fc.Arbitrary<string> {
  const place = fc.tuple(fc.constantFrom(resume, goOn), fc.nat(resume.length - 1));
  return fc.oneof(
    fc
      .tuple(place, fc.constantFrom(...'AZaz09-_ é'))
      .map(([[token, at], letter]) => `${token.slice(0, at)}${letter}${token.slice(at + 1)}`)
      .filter((token) => token !== resume && token !== goOn),
    place.map(([token, at]) => token.slice(0, at + 1)).filter((token) => token !== resume && token !== goOn),
    texts,
  );
}

/** What suggestions cannot stand beside: see src/routes/suggestions.ts. */
const NOT_SUGGESTED =
  `stream n best_of echo logprobs logit_bias presence_penalty frequency_penalty repetition_penalty
  no_repeat_ngram_size stop`.split(/\s+/);

/** Without the fields that others do not let be: see src/routes/plan.ts. */
function agreeing(body: Body, { resume, goOn }: Target): Body {
  const kept = { ...body };
  const drop = (...names: string[]) => {
    for (const name of names) delete kept[name];
  };
  const several = Array.isArray(kept.prompt) && typeof kept.prompt[0] !== 'number';
  if (several || kept.resume === goOn) drop('suggestions', 'resumable');
  if (kept.suggestions) drop(...NOT_SUGGESTED);
  else drop('min_confidence');
  if (kept.stream) drop('best_of');
  else drop('stream_options');
  if (typeof kept.logprobs === 'number') drop('token_healing');
  if (Number(kept.best_of ?? MOST_CHOICES) < Number(kept.n ?? 1)) drop('best_of');
  if (kept.resume === resume || kept.resume === goOn) drop('echo');
  if (!kept.resume || kept.resume === goOn) drop('append');
  return kept;
}

/** Fields by the names that other servers have for them, where there is one. */
function renamed(body: Body, aliases: Record<string, string>): Body {
  const names = Object.fromEntries(Object.entries(aliases).map(([alias, field]) => [field, alias]));
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [names[field] ?? field, value]));
}
