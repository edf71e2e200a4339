/**
 * Bodies for a fuzz of the Worker: first its edges (edge-cases.ts), then random ones of all kinds. The same number of
 * them is the same in every run, but for the tokens that the server has made; `SEED=123` draws others.
 */
import fc from 'fast-check';
import { ALIASES, UNSUPPORTED_FIELDS } from '../../../src/contract/completion.ts';
import { type Body, type Case, FIELDS, outermost, PATHS, type Path, type Target } from './case.ts';
import { damagedTokens, validBodies } from './valid-bodies.ts';
import { valuesOf } from './values.ts';

/** `edges`, and random ones up to `count` of all. */
export function requestBodies(target: Target, edges: readonly Case[], count: number): Case[] {
  return [...edges, ...fc.sample(randomCases(target), Math.max(0, count - edges.length))];
}

function randomCases(target: Target): fc.Arbitrary<Case> {
  // Most of them ask for completions.
  const paths = fc.constantFrom<Path>('/complete', '/complete', '/complete', '/v1/completions', ...PATHS);
  const on = (make: (path: Path) => fc.Arbitrary<Case>) => paths.chain(make);
  return fc.oneof(
    { weight: 10, arbitrary: on((path) => valid(path, target)) },
    { weight: 3, arbitrary: on((path) => onEdge(path, target)) },
    { weight: 2, arbitrary: on((path) => wild(path)) },
    { weight: 1, arbitrary: on((path) => garbage(path)) },
    { weight: 1, arbitrary: withoutPrompt(target) },
  );
}

const valid = (path: Path, target: Target): fc.Arbitrary<Case> =>
  validBodies(path, target).map((body) => ({ path, body: JSON.stringify(body), wanted: { status: 200 } }));

/** Enough for what has no limit of its own. */
const ROOM = 2000;

/** A valid body with one field at or past its limit. */
const onEdge = (path: Path, target: Target): fc.Arbitrary<Case> =>
  fc
    .tuple(
      validBodies(path, target),
      fc.constantFrom(...FIELDS[path].filter(({ edges }) => edges.length > 0)),
    )
    .chain(([valid, { path: field, edges }]) =>
      fc.constantFrom(...edges.filter(({ side }) => side !== 'over')).map(({ limit, side, value }): Case => {
        const name = outermost(field);
        const body = JSON.stringify({ ...valid, [name]: value(ROOM) });
        const wanted = side === 'past' ? { status: 400, param: name } : undefined;
        return { path, body, edge: { field, limit, side }, wanted };
      }),
    );

/** Any values in any fields, the ones that are not offered among them. */
function wild(path: Path): fc.Arbitrary<Case> {
  const schemas = new Map(FIELDS[path].map(({ path, schema }) => [path, schema]));
  const named = fc.constantFrom(...schemas.keys(), ...Object.keys(ALIASES), ...UNSUPPORTED_FIELDS);
  const field = fc.oneof({ weight: 9, arbitrary: named }, fc.string()).chain((name) => {
    const schema = schemas.get(ALIASES[name] ?? name);
    return fc.tuple(fc.constant(name), schema ? fc.oneof(valuesOf(schema), fc.jsonValue()) : fc.jsonValue());
  });
  const bodies = fc.array(field, { maxLength: 8 }).map((fields): Body => Object.fromEntries(fields));
  return bodies.map((body) => ({ path, body: JSON.stringify(body) }));
}

/** What hardly is a body. */
function garbage(path: Path): fc.Arbitrary<Case> {
  const sound = '{"prompt":"The","max_tokens":1}';
  const refused = { status: 400 };
  return fc.oneof(
    fc.uint8Array({ maxLength: 50 }).map((body): Case => ({ path, body: new Uint8Array(body) })),
    fc.nat(sound.length - 1).map((end): Case => ({ path, body: sound.slice(0, end), wanted: refused })),
    fc
      .jsonValue()
      .filter((value) => typeof value !== 'object' || value === null || Array.isArray(value))
      .map((value): Case => ({ path, body: JSON.stringify(value), wanted: refused })),
    fc
      .constantFrom(
        ...['[', '{"prompt":'].map((open) => open.repeat(10_000)),
        `${'[['.repeat(10_000)}${']]'.repeat(10_000)}`,
        `{"prompt":"The","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
        '{"prompt":"The","n":1e999}',
        '{"prompt":"The","prompt":5}',
        '{"prompt":"The","max_tokens":1,"__proto__":{"n":99}}',
        '{"prompt":"The","max_tokens":1,"constructor":{"prototype":{"n":99}}}',
        `\ufeff${sound}`,
      )
      .map((body): Case => ({ path, body })),
  );
}

/** Nothing but a token, which may be damaged: then nothing is left to read. */
function withoutPrompt(target: Target): fc.Arbitrary<Case> {
  const { resume, goOn } = target;
  const ask = (token: string) => JSON.stringify({ resume: token, max_tokens: 3 });
  const path = fc.constantFrom<Path>('/complete', '/v1/completions');
  const whole = fc.record({
    path,
    body: fc.constantFrom(ask(resume), ask(goOn)),
    wanted: fc.constant({ status: 200 }),
  });
  const wanted = fc.constant({ status: 409, param: 'resume' });
  return fc.oneof(whole, fc.record({ path, body: damagedTokens(target).map(ask), wanted }));
}
