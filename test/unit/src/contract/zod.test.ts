import { expect, it } from 'vitest';
import { CompletionRequestSchema } from '../../../../src/contract/completion.ts';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';
import { describeIssue } from '../../../../src/errors.ts';

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
  expect(describeIssue(error!).message).toBe(message);
});

it('says it of stored files too', () => {
  const { error } = ManifestSchema.safeParse({ formatVersion: 2 });
  expect(describeIssue(error!).message).toBe('formatVersion: Invalid input: expected 1');
});
