/** The HTTP API, answered by a model in this page: the routes that complete, and those that say what is served. */
import type { Completion } from '../../src/contract/answer.ts';
import { type ErrorCode, FAULTS } from '../../src/contract/faults.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import type { Model, ModelCard, ModelList } from '../../src/contract/models.ts';
import { statusOf, toAppError, toEnvelope } from '../../src/envelope.ts';
import { AppError } from '../../src/errors.ts';
import { checkFields, readObject } from '../../src/routes/body.ts';
import { eventStream } from '../../src/routes/event-stream.ts';
import { namedAsSent } from '../../src/routes/field-aliases.ts';
import { BodySchema, hearCompletion } from '../../src/routes/hear-completion.ts';
import { refuseUnsupported } from '../../src/routes/refuse-unsupported.ts';
import type { Manner } from './engine.ts';
import type { Local } from './local.ts';

/** A compressed body may unpack to so many bytes; the texts of a page are its own. */
const MAX_BODY_BYTES = 2 ** 24;

type Handler = (local: Local, request: Request, id: string) => Promise<Response> | Response;

/** By path: the method that it takes, and what answers. */
const ROUTES: Record<string, ['GET' | 'POST', Handler]> = {
  '/complete': ['POST', completing('typist')],
  '/v1/completions': ['POST', completing('openai')],
  '/v1/models': ['GET', listModels],
};
const MODELS = '/v1/models/';

/** As a server answers, whose errors it has too. Rejects with the request's signal's reason. */
export async function answerHttp(local: Local, request: Request): Promise<Response> {
  const id = crypto.randomUUID();
  const { signal } = request;
  try {
    const response = await route(local, request, id);
    response.headers.set('x-request-id', id);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asAppError(thrown);
    const headers: HeadersInit = { 'x-request-id': id };
    if (error.code === 'method_not_allowed') headers.allow = error.cause === 'GET' ? 'GET, HEAD' : 'POST';
    return Response.json(toEnvelope(error, id), { status: statusOf(error), headers });
  }
}

function route(local: Local, request: Request, id: string): Promise<Response> | Response {
  const { method } = request;
  const { pathname } = new URL(request.url);
  const known = ROUTES[pathname] ?? (pathname.startsWith(MODELS) ? (['GET', showModel] as const) : undefined);
  if (known === undefined) throw new AppError('route_not_found', `There is no ${method} ${pathname}.`);
  const [taken, handler] = known;
  if ((method === 'HEAD' ? 'GET' : method) === taken) return handler(local, request, id);
  const way = taken.replace('POST', 'POST with a JSON body');
  throw new AppError('method_not_allowed', `${pathname} takes ${way}, not ${method}.`, { cause: taken });
}

function completing(manner: Manner): Handler {
  return async ({ engine, model }, request, id) => {
    const heard = hearCompletion(await readObject(request, MAX_BODY_BYTES));
    return namedAsSent(heard, async () => {
      const asked = checkFields(BodySchema, heard.fields);
      refuseUnsupported(asked);
      if (asked.gate != null) throw noModel(asked.gate, 'gate');
      if (asked.model != null && asked.model !== model) throw noModel(asked.model, 'model');
      const { signal } = request;
      try {
        if (!asked.stream || asked.suggestions)
          return Response.json(await engine.complete(asked, signal, manner));
        return await streamed(engine.stream(asked, signal, manner), signal, id);
      } catch (error) {
        throw asAppError(error);
      }
    });
  };
}

/** What is wrong with a request is known before its first frame, and then there is no stream. */
async function streamed(
  answer: AsyncIterable<Completion>,
  signal: AbortSignal,
  id: string,
): Promise<Response> {
  const frames = answer[Symbol.asyncIterator]();
  const first = await frames.next();
  async function* all() {
    try {
      for (let next = first; !next.done; next = await frames.next()) yield next.value;
    } finally {
      await frames.return?.();
    }
  }
  return eventStream(all(), signal, (error) => toEnvelope(asAppError(error), id)).response;
}

function listModels({ manifest }: Local): Response {
  const data = [entryOf(manifest as unknown as Manifest)];
  return Response.json({ object: 'list', data } satisfies ModelList);
}

function showModel(local: Local, { url }: Request): Response {
  const manifest = local.manifest as unknown as Manifest;
  const name = decodeURIComponent(new URL(url).pathname.slice(MODELS.length));
  if (name !== manifest.name) throw noModel(name);
  const { architecture, vocabulary, quantization, generation, training, data, quality, files } = manifest;
  return Response.json({
    ...entryOf(manifest),
    ...{ architecture, vocabulary, quantization, generation, training, data, quality, files },
  } satisfies ModelCard);
}

function entryOf({ name, description, version }: Manifest): Model {
  return {
    id: name,
    object: 'model',
    created: 0,
    owned_by: 'afterword',
    description,
    task: 'completion',
    version,
    alias: { current: version, previous: null },
    fallback: null,
    runtime: 'kernels',
  };
}

/** `field`: of the request's body, where it was named in one. */
function noModel(name: string, field?: string): AppError {
  const message = `There is no model "${name.slice(0, 64)}".`;
  const named = field === undefined ? message : `${field}: ${message}`;
  return new AppError('model_not_found', named, { param: field ?? 'model' });
}

/** What an engine has thrown; an error that came from a worker has lost its class. */
function asAppError(thrown: unknown): AppError {
  const { code, param, message, resumeStatus } = thrown as Partial<AppError>;
  if (thrown instanceof AppError || code === undefined || !Object.hasOwn(FAULTS, code))
    return toAppError(thrown);
  return new AppError(code as ErrorCode, message ?? '', {
    param: param ?? undefined,
    cause: thrown,
    resumeStatus,
  });
}
