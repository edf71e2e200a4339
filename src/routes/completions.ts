/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import type { LoadedModel } from '../catalog/catalog.ts';
import { ALIASES, type CompletionRequest, CompletionRequestSchema, GROUPS } from '../contract/completion.ts';
import * as z from '../contract/zod.ts';
import { checkFields, readObject } from './body.ts';
import { type Asked, complete, streamCompletion } from './complete.ts';
import type { AppContext, Dependencies } from './context.ts';
import { type Heard, hear, namedAsSent } from './field-aliases.ts';
import { leaseModel } from './lease.ts';
import type { Defaults } from './plan.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
export const BodySchema = z.looseObject(CompletionRequestSchema.shape);

/** A body in our words. Throws `invalid_value`. */
export function hearCompletion(body: object): Heard {
  const { fields, sentAs } = hear(body, ALIASES, GROUPS);
  // What clients of chats mean: whether there are any, and by `top_logprobs` how many beside each.
  if (fields.logprobs === true) fields.logprobs = fields.top_logprobs ?? 0;
  if (fields.logprobs === false) delete fields.logprobs;
  return { fields, sentAs };
}

/** `defaultsOf` gives the values of fields that a request leaves out. */
export function completions(
  dependencies: Dependencies,
  defaultsOf: (manifest: LoadedModel['manifest']) => Defaults,
) {
  const answer = async (c: AppContext, request: CompletionRequest): Promise<Response> => {
    refuseUnsupported(request);
    const lease = await leaseModel(c, dependencies, request.model);
    try {
      const asked: Asked = { request, defaults: defaultsOf(lease.value.manifest), lease };
      if (request.stream && !request.suggestions) return await streamCompletion(c, asked, dependencies);
      return c.json(await complete(c, asked, dependencies));
    } catch (error) {
      lease.release();
      throw error;
    }
  };
  return async (c: AppContext): Promise<Response> => {
    const heard = hearCompletion(await readObject(c.req.raw, dependencies.settings.maxBodyBytes));
    return namedAsSent(heard, async () => answer(c, checkFields(BodySchema, heard.fields)));
  };
}
