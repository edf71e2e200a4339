import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arithmeticFingerprint } from '../../../fixtures/arithmetic-fingerprint.ts';
import golden from '../../../golden/arithmetic.json' with { type: 'json' };

const SRC = join(import.meta.dirname, '../../../../src');
/** Functions whose last bit ECMA-262 leaves to the engine; `sqrt`, `fround`, `floor` and their like it defines. */
const ENGINES_OWN =
  /\bMath\.(acosh?|asinh?|atan[2h]?|cbrt|cosh?|exp|expm1|hypot|log(10|1p|2)?|pow|sinh?|tanh?)\b/;
/** The reference runtime is what others are tested against, with tolerances; it draws nothing. */
const EXEMPT = /^runtime\/(reference\/|kernels\/assembly\/)/;

it('leaves nothing in src to the engine that a token, a draw or a confidence could depend on', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !EXEMPT.test(file),
  );
  const code = (file: string) =>
    readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => ENGINES_OWN.test(code(file)))).toEqual([]);
});

it('computes in this engine what it has computed in every other', () => {
  expect(arithmeticFingerprint()).toEqual(golden);
});
