/** Bodies for the routes that classify: fields at their limits and past them, sound ones, and any JSON in any field. */
import fc from 'fast-check';
import { MAX_INPUTS, MAX_TOP_K } from '../../../src/contract/classification.ts';
import { texts } from './values.ts';

/** The routes, and the field that texts come in by. */
export const CLASSIFYING = {
  '/v1/classify': 'input',
  '/classify': 'input',
  '/v1/moderations': 'input',
  '/predict': 'inputs',
} as const;
export type ClassifyingPath = keyof typeof CLASSIFYING;
export const CLASSIFYING_PATHS = Object.keys(CLASSIFYING) as ClassifyingPath[];

/** A body, and whether it is sound; undefined where either may be. */
export interface ClassifyingCase {
  path: ClassifyingPath;
  body: Record<string, unknown>;
  /** The status, and the field that a 400 names. */
  wanted?: { status: 200 } | { status: 400; param: string };
}

/** One field at a limit or past it, beside a sound text. */
export function classifyingEdges(names: readonly string[]): ClassifyingCase[] {
  const [first] = names as [string];
  const long = new Array(MAX_INPUTS).fill('a');
  const fields: Record<string, { at: unknown[]; past: unknown[] }> = {
    input: {
      at: ['', 'a', ['a'], long],
      past: [[], [...long, 'a'], 5, null, { text: 'a' }, ['a', 5], 'a\ud800'],
    },
    top_k: { at: [1, MAX_TOP_K, null], past: [0, MAX_TOP_K + 1, 1.5, '1'] },
    threshold: {
      at: [0, 1, 'f1', 'precision95', {}, { [first]: 0 }, { [first]: 1 }, null],
      past: [-Number.MIN_VALUE, 1 + Number.EPSILON, 'f2', [], { [first]: 2 }, { nobody: 0.5 }],
    },
    labels: { at: [[first], [...names], null], past: [[], ['nobody'], first, [5]] },
    priors: {
      at: [{}, { [first]: Number.MIN_VALUE }, { [first]: 1 - Number.EPSILON }, null],
      past: [{ [first]: 0 }, { [first]: 1 }, { nobody: 0.5 }, 0.5, []],
    },
    explain: { at: [true, false, first, null], past: [0, 'nobody', [], {}] },
    user: { at: ['', 'somebody', null], past: [5, {}] },
    model: { at: [null], past: [5, ['a']] },
  };
  return Object.entries(fields).flatMap(([field, { at, past }]) => [
    ...at.map((value) => caseOf(field, value, { status: 200 })),
    ...past.map((value) => caseOf(field, value, { status: 400, param: field })),
  ]);
}

const caseOf = (field: string, value: unknown, wanted: ClassifyingCase['wanted']): ClassifyingCase => ({
  path: '/v1/classify',
  body: { input: 'a', [field]: value },
  wanted,
});

/** Random bodies of all of the routes. */
export function classifyingBodies(names: readonly string[]): fc.Arbitrary<ClassifyingCase> {
  const name = fc.constantFrom(...names);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const sound: Record<string, fc.Arbitrary<unknown>> = {
    input: fc.oneof(texts, fc.array(texts, { minLength: 1, maxLength: 3 })),
    top_k: fc.integer({ min: 1, max: MAX_TOP_K }),
    threshold: fc.oneof(share, fc.dictionary(name, share)),
    labels: fc.array(name, { minLength: 1, maxLength: 3 }),
    explain: fc.oneof(fc.boolean(), name),
    user: texts,
  };
  const soundBody = fc.record(sound, { requiredKeys: ['input'] });
  const path = fc.constantFrom(...CLASSIFYING_PATHS);
  const fields = fc.constantFrom(...Object.keys(sound), 'inputs', 'priors', 'model', 'text', '__proto__');
  const wild = fc
    .array(fc.tuple(fields, fc.oneof(fc.jsonValue(), ...Object.values(sound))), { maxLength: 6 })
    .map((pairs) => Object.fromEntries(pairs));
  return fc.oneof(
    soundBody.map((body): ClassifyingCase => ({ path: '/v1/classify', body, wanted: { status: 200 } })),
    fc.record({ path, body: wild }),
  );
}
