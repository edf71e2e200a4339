/** The application, apart from any platform: routes, the order of what surrounds them, and one place for errors. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { AppError, toAppError, toEnvelope } from './errors.ts';
import { describeError } from './log.ts';
import { completions } from './routes/completions.ts';
import type { AppContext, AppEnv, Dependencies } from './routes/context.ts';
import { health } from './routes/health.ts';
import { home } from './routes/home.ts';
import { listModels, showModel } from './routes/models.ts';
import { OPENAI_DEFAULTS } from './routes/plan.ts';
import { detokenize, tokenize } from './routes/tokens.ts';

/** nginx's status for a caller who left before the answer; nobody receives it. */
const CALLER_LEFT = 499;

export function createApp(dependencies: Dependencies): Hono<AppEnv> {
  const { settings, log } = dependencies;
  const app = new Hono<AppEnv>();

  app.use(requestId());
  app.use(
    cors({
      origin: settings.allowedOrigins.includes('*') ? '*' : settings.allowedOrigins,
      allowMethods: ['GET', 'POST'],
      allowHeaders: ['content-type', 'authorization', 'x-request-id'],
      exposeHeaders: ['x-request-id'],
      maxAge: 86_400,
    }),
  );
  app.use(bodyLimit({ maxSize: settings.maxBodyBytes, onError: () => refuseBody(settings.maxBodyBytes) }));

  const route = (
    method: 'GET' | 'POST',
    path: string,
    handler: (c: AppContext) => Response | Promise<Response>,
  ) => {
    app.on(method, path, handler);
    app.all(path, (c) => refuseMethod(c, method));
  };
  route('GET', '/', home);
  route('GET', '/health', health(dependencies));
  route('GET', '/v1/models', listModels(dependencies));
  route('GET', '/v1/models/:id', showModel(dependencies));
  route(
    'POST',
    '/complete',
    completions(dependencies, (manifest) => manifest.generation),
  );
  route(
    'POST',
    '/v1/completions',
    completions(dependencies, () => OPENAI_DEFAULTS),
  );
  route('POST', '/tokenize', tokenize(dependencies));
  route('POST', '/detokenize', detokenize(dependencies));

  app.notFound((c) => {
    throw new AppError('route_not_found', `There is no ${c.req.method} ${c.req.path}.`);
  });
  app.onError((thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: CALLER_LEFT });
    const error = toAppError(thrown);
    const id = c.get('requestId');
    if (error.status >= 500)
      log('request_failed', { request: id, code: error.code, error: describeError(error) });
    return c.json(toEnvelope(error, id), error.status);
  });
  return app;
}

function refuseMethod(c: AppContext, method: string): never {
  c.header('allow', method === 'GET' ? 'GET, HEAD' : method);
  throw new AppError('method_not_allowed', `${c.req.path} takes ${method}, not ${c.req.method}.`);
}

function refuseBody(limit: number): never {
  throw new AppError('body_too_large', `The body is longer than ${limit} bytes.`);
}
