/** The client's own copies of the server's shapes are the server's shapes: a difference does not compile. */
import { expectTypeOf, it } from 'vitest';
import type * as answer from '../../../../src/contract/answer.ts';
import type { ClassifyRequest } from '../../../../src/contract/classification.ts';
import type { Classifications } from '../../../../src/contract/classification-answer.ts';
import type * as request from '../../../../src/contract/completion.ts';
import type { ErrorEnvelope } from '../../../../src/envelope.ts';
import type * as wire from '../../../../web/client/wire.ts';
import type * as classify from '../../../../web/client/wire-classify.ts';

it('has every field of a request, and no other', () => {
  expectTypeOf<wire.CompletionRequest>().toEqualTypeOf<request.CompletionRequest>();
});

it('has every field of an answer, and no other', () => {
  expectTypeOf<wire.Completion>().toEqualTypeOf<answer.Completion>();
  expectTypeOf<wire.CompletionChoice>().toEqualTypeOf<answer.CompletionChoice>();
});

it('has what is asked of a classifier, and what it answers', () => {
  expectTypeOf<classify.ClassifyRequest>().toEqualTypeOf<ClassifyRequest>();
  expectTypeOf<classify.Classifications>().toEqualTypeOf<Classifications>();
});

it('knows what every refusal holds', () => {
  expectTypeOf<ErrorEnvelope>().toExtend<wire.ErrorEnvelope>();
});
