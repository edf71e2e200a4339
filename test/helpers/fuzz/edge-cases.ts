/** Every field of every route at its limits and past them, one at a time, in a body that is sound otherwise. */
import { type Body, type Case, FIELDS, outermost, PATHS, type Path, type Target } from './case.ts';
import type { Edge } from './edges.ts';

/** What a field wants beside it, or without it. */
const COMPANIONS: Record<string, (target: Target) => Body> = {
  append: ({ resume }) => ({ resume, prompt: null }),
  min_confidence: () => ({ suggestions: 2 }),
  stream_options: () => ({ stream: true }),
};

const completion = ['model', 'gate', 'prompt', 'append', 'max_tokens'];
/** Of these fields the server's own limits are nearer than their schema's: see `ownEdges`. */
const NEARER: Record<Path, readonly string[]> = {
  '/complete': completion,
  '/v1/completions': completion,
  '/tokenize': ['model'],
  '/detokenize': ['model', 'tokens'],
};

/** An edge of a field; `status` is what a value past it is answered. */
type FieldEdge = Edge & Pick<Case, 'dear'> & { field: string; status: number };

export function edgeCases(target: Target): Case[] {
  return PATHS.flatMap((path) => {
    const known = FIELDS[path].flatMap(({ path: field, edges }) =>
      edges.map((edge) => edgeCase(path, target, { ...edge, field, status: 400 }, NEARER[path])),
    );
    return [...known, ...ownEdges(path, target).map((edge) => edgeCase(path, target, edge, []))];
  });
}

/** `free` names fields that the server may refuse where their schema takes them. */
function edgeCase(path: Path, target: Target, edge: FieldEdge, free: readonly string[]): Case {
  const { field, limit, side, status, dear } = edge;
  const name = outermost(field);
  const others = around(path, target, name);
  const room = target.settings.maxBodyBytes - JSON.stringify({ ...others, [name]: 0 }).length + 1;
  const body = JSON.stringify({ ...others, [name]: edge.value(room) });
  const wanted = {
    at: free.includes(field) ? undefined : { status: 200 },
    past: { status, param: name },
    over: { status: 413 },
  };
  return { path, body, edge: { field, limit, side }, wanted: wanted[side], dear };
}

/** A sound body for a path, with a field's companions. */
function around(path: Path, target: Target, field: string): Body {
  if (path === '/tokenize') return { prompt: 'The' };
  if (path === '/detokenize') return { tokens: [1] };
  return { prompt: 'The', max_tokens: 2, ...COMPANIONS[field]?.(target) };
}

/** Limits that no schema tells of. */
function ownEdges(path: Path, { model, vocabulary, settings }: Target): FieldEdge[] {
  const { maxPromptTokens, maxCompletionTokens } = settings;
  const ends = (field: string, at: unknown, past: unknown, status = 400): FieldEdge[] => [
    { field, limit: 'high', side: 'at', value: () => at, status },
    { field, limit: 'high', side: 'past', value: () => past, status },
  ];
  const dear = ([at, past]: FieldEdge[]) => [{ ...at, dear: true }, past];
  const bias = (length: number) => Object.fromEntries(Array.from({ length }, (_, id) => [id, 1]));
  const ids = (length: number) => Array.from({ length }, (_, at) => 1 + (at % (vocabulary - 1)));
  const last = vocabulary - 1;
  const wave = '👋';
  const half = wave.slice(0, 1);
  const names = ends('model', model, 'nothing', 404);
  if (path === '/tokenize') return [...names, ...ends('prompt', wave, half)];
  if (path === '/detokenize') return [...names, ...ends('tokens', [last], [last, vocabulary])];
  return [
    ...names,
    ...ends('gate', null, 'nothing', 404),
    ...[maxCompletionTokens, maxCompletionTokens + 1].map((most): FieldEdge => {
      return { field: 'max_tokens', limit: 'high', side: 'at', value: () => most, status: 400, dear: true };
    }),
    ...dear(ends('prompt', ids(maxPromptTokens), ids(maxPromptTokens + 1))),
    ...ends('prompt', [last], [vocabulary]),
    ...ends('prompt', [[last], [1]], [[last], [vocabulary]]),
    ...ends('prompt', wave, half),
    ...ends('prompt', [wave, wave], [wave, half]),
    ...ends('append', wave, half),
    ...ends('logit_bias', bias(300), bias(301)),
    ...ends('logit_bias', { [last]: 1 }, { [vocabulary]: 1 }),
  ];
}
