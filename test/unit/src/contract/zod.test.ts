import fc from 'fast-check';
import { expect, it } from 'vitest';
import english from 'zod/v4/locales/en.js';
import { CompletionRequestSchema } from '../../../../src/contract/completion.ts';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';
import * as z from '../../../../src/contract/zod.ts';

// Exactly what `zod` itself says.
it.each([
  [{ max_tokens: 'five' }, 'max_tokens: Invalid input: expected number, received string'],
  [{ max_tokens: 1.5 }, 'max_tokens: Invalid input: expected int, received number'],
  [{ max_tokens: -2 }, 'max_tokens: Too small: expected number to be >=-1'],
  [{ n: 17 }, 'n: Too big: expected number to be <=16'],
  [{ top_p: -0.5 }, 'top_p: Too small: expected number to be >=0'],
  [{ resume: '' }, 'resume: Too small: expected string to have >=1 characters'],
  [{ stream_options: [] }, 'stream_options: Invalid input: expected object, received array'],
  [{ logit_bias: { the: 1 } }, 'logit_bias.the: wanted a token id'],
  [{ logit_bias: { 5: 101 } }, 'logit_bias.5: Too big: expected number to be <=100'],
])('says in English what was got and what was wanted: %j', (request, message) => {
  const { error } = CompletionRequestSchema.safeParse(request);
  expect(z.describeIssue(error!).message).toBe(message);
});

it('says it of stored files too', () => {
  const { error } = ManifestSchema.safeParse({ formatVersion: 2 });
  expect(z.describeIssue(error!).message).toBe('formatVersion: Invalid input: expected 1');
});

/** The table of contract/zod.ts. Taken before a helper loads `zod`, which brings its own. */
const OURS = z.config().localeError;

/** What a schema says of a value with our table, and with zod's own. */
function inBoth(schema: z.ZodMiniType, value: unknown): [ours: string[], theirs: string[]] {
  const said = (localeError: z.core.$ZodErrorMap | undefined) => {
    z.config({ localeError });
    const { error } = schema.safeParse(value);
    return (error?.issues ?? []).map((issue) => `${z.describeIssue({ issues: [issue] } as never).message}`);
  };
  return [said(OURS), said(english().localeError)];
}

it("says what zod's own table says, of any body that the fuzz knows", async () => {
  const { ROUTES } = await import('../../../helpers/fuzz/case.ts');
  const { edgeCases } = await import('../../../helpers/fuzz/edge-cases.ts');
  const { requestBodies } = await import('../../../helpers/fuzz/request-bodies.ts');
  const settings = { maxBodyBytes: 1000, maxPromptTokens: 100, maxCompletionTokens: 100 };
  const target = {
    model: 'fixture',
    vocabulary: 384,
    settings,
    resume: 'resume-token',
    goOn: 'continue-token',
  };
  let faults = 0;
  for (const { path, body } of requestBodies(target, edgeCases(target), 1000)) {
    const value = parsed(body);
    const [ours, theirs] = inBoth(ROUTES[path].request, value);
    expect(ours).toEqual(theirs);
    faults += theirs.length;
  }
  expect(faults).toBeGreaterThan(100);
});

it("says what zod's own table says, of any manifest", async () => {
  const { randomModelFiles } = await import('../../../fixtures/random-model.ts');
  const manifest = new TextDecoder().decode(randomModelFiles().get('manifest.json'));
  const places = [...manifest.matchAll(/(?<=[:[,]\s*)("[^"]*"|[\d.]+)(?=\s*[,}\]])/g)];
  const values = fc.oneof(fc.constantFrom('""', 'null', '[]', '{}', 'true', '1e9', '-1', '0.5'), fc.json());
  fc.assert(
    fc.property(fc.constantFrom(...places), values, ({ index, 0: old }, value) => {
      const changed = manifest.slice(0, index) + value + manifest.slice(index + old.length);
      const [ours, theirs] = inBoth(ManifestSchema, JSON.parse(changed));
      expect(ours).toEqual(theirs);
    }),
    { seed: 4, numRuns: 300 },
  );
});

function parsed(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch {
    return body;
  }
}
