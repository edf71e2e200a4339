/** The longest answers there are, made in a process with half the heap that an isolate has. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../src/routes/answer-limit.ts';
import type { Heaped } from '../helpers/heap.ts';
import { worstBodies } from '../helpers/worst-bodies.ts';

const HEAP_MB = 64;
const wanted = worstBodies(2, 1);
let answers: Heaped[];

beforeAll(async () => {
  const script = join(import.meta.dirname, '../helpers/heap.ts');
  const options = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MB}`];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, script]);
  answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
});

it(`answers every body within ${HEAP_MB} MB of heap, and refuses what would not fit by the field to blame`, () => {
  const told = answers.map(({ name, status, param }) => [name, status === 200 ? 200 : param]);
  expect(told).toEqual(wanted.map(({ name, wanted }) => [name, wanted]));
});

it('answers none with more bytes than answers may have, and most of them with many', () => {
  for (const { name, bytes } of answers) expect(bytes, name).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
  expect(Math.max(...answers.map(({ bytes }) => bytes))).toBeGreaterThan(MAX_ANSWER_BYTES / 2);
});
