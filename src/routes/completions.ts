/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import { ALIASES, CompletionRequestSchema } from '../contract/completion.ts';
import type { Manifest } from '../contract/manifest.ts';
import * as z from '../contract/zod.ts';
import { parseBody } from './body.ts';
import { type Asked, complete, streamCompletion } from './complete.ts';
import type { AppContext, Dependencies } from './context.ts';
import { renameAliases } from './field-aliases.ts';
import { leaseModel } from './lease.ts';
import type { Defaults } from './plan.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/** Known fields are checked by their schema; the others stay, so that known but unsupported ones can be refused. */
export const BodySchema = z.pipe(
  z.transform(renameAliases(ALIASES)),
  z.looseObject(CompletionRequestSchema.shape),
);

/** `defaultsOf` gives the values of fields that a request leaves out. */
export function completions(dependencies: Dependencies, defaultsOf: (manifest: Manifest) => Defaults) {
  return async (c: AppContext): Promise<Response> => {
    const request = await parseBody(c.req.raw, BodySchema);
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
}
