/** The bodies of the fuzz (test/worker/fuzz.test.ts) follow from the contract, so that no new field is forgotten. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../../scripts/openapi/operations.ts';
import { ClassifyRequestSchema } from '../../../../src/contract/classification.ts';
import { FIELDS, PATHS, ROUTES, type Target } from '../../../helpers/fuzz/case.ts';
import { CLASSIFYING_PATHS, classifyingEdges } from '../../../helpers/fuzz/classifying.ts';
import { edgeCases } from '../../../helpers/fuzz/edge-cases.ts';
import { type Field, fieldsOf } from '../../../helpers/fuzz/fields.ts';
import { requestBodies } from '../../../helpers/fuzz/request-bodies.ts';

const TARGET: Target = {
  model: 'fixture',
  vocabulary: 384,
  settings: { maxBodyBytes: 1000, maxPromptTokens: 100, maxCompletionTokens: 100 },
  resume: 'resume-token',
  goOn: 'continue-token',
};
const ROOM = 100;

const values = ({ edges }: Field, limit: string, ...sides: string[]) =>
  edges.filter((edge) => edge.limit === limit && sides.includes(edge.side)).map(({ value }) => value(ROOM));

it('every route that takes a body is fuzzed', () => {
  const posts = OPERATIONS.filter(({ method }) => method === 'post').map(({ path }) => path);
  expect([...PATHS, ...CLASSIFYING_PATHS].toSorted()).toEqual(posts.toSorted());
  // Those that classify: test/unit/src/routes/classify-fuzz.test.ts.
  const limited = new Set(classifyingEdges(['a', 'b']).flatMap(({ body }) => Object.keys(body)));
  expect([...limited].toSorted()).toEqual(Object.keys(ClassifyRequestSchema.shape).toSorted());
});

describe.each(PATHS)('every field of POST %s', (path) => {
  it('is generated at both of its limits, and past both', () => {
    const fields = FIELDS[path];
    expect(fields.map(({ path }) => path)).toEqual(
      expect.arrayContaining(Object.keys(ROUTES[path].request.shape)),
    );
    for (const field of fields) {
      for (const limit of ['low', 'high']) {
        expect(values(field, limit, 'at'), `${field.path}, ${limit}`).not.toEqual([]);
        expect(values(field, limit, 'past', 'over'), `past ${field.path}, ${limit}`).not.toEqual([]);
      }
    }
  });

  it('is taken at its limits and refused past them', () => {
    const shape: Record<string, z.core.$ZodType> = ROUTES[path].request.shape;
    for (const { path: field, edges } of FIELDS[path]) {
      for (const { side, value } of edges) {
        const { success } = z.safeParse(shape[field.split('.')[0]], value(ROOM));
        expect(success, `${field}: ${JSON.stringify(value(ROOM))}`).toBe(side !== 'past');
      }
    }
  });
});

it('a field that is new with limits is generated at them by itself', () => {
  const [loudness] = fieldsOf(z.object({ loudness: z.number().int().min(3).max(7).nullish() }));
  expect(values(loudness, 'low', 'at')).toEqual([3]);
  expect(values(loudness, 'low', 'past')).toContain(2);
  expect(values(loudness, 'high', 'at')).toEqual([7]);
  expect(values(loudness, 'high', 'past')).toContain(8);
});

it.each<[string, z.ZodType]>([
  ['of a kind that has not been seen', z.tuple([z.string(), z.number()])],
  ['with a limit of another kind', z.number().min(0).max(9).multipleOf(3)],
  ['without a limit', z.number()],
  ['with a pattern', z.string().regex(/^a/)],
])('a field %s is refused by name until somebody says how to generate it', (_, schema) => {
  expect(() => fieldsOf(z.object({ loudness: schema }))).toThrow('loudness');
});

it('the bodies are the same in every run, and as many as were asked for', () => {
  const make = () => requestBodies(TARGET, edgeCases(TARGET), 1000);
  const bodies = make();
  expect(bodies).toHaveLength(1000);
  expect(make()).toEqual(bodies);
});
