/** `POST /complete` and `POST /v1/completions`: the same answer from two sets of defaults. */
import type { LoadedModel } from '../catalog/catalog.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import { checkFields, readObject } from './body.ts';
import { type Asked, complete, completionHead, streamCompletion } from './complete.ts';
import type { AppContext, Dependencies } from './context.ts';
import { namedAsSent } from './field-aliases.ts';
import { shutGate, turnedAway } from './gate.ts';
import { BodySchema, hearCompletion } from './hear-completion.ts';
import { leaseModel } from './lease.ts';
import type { Defaults } from './plan.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/** `defaultsOf` gives the values of fields that a request leaves out. */
export function completions(
  dependencies: Dependencies,
  defaultsOf: (manifest: LoadedModel['manifest']) => Defaults,
) {
  const answer = async (c: AppContext, request: CompletionRequest): Promise<Response> => {
    refuseUnsupported(request);
    const shut = await shutGate(c, dependencies, request);
    const lease = await leaseModel(c, dependencies, request.model);
    try {
      if (shut) {
        lease.release();
        return turnedAway(c, request, completionHead(lease.value, dependencies.now()), shut);
      }
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
