/** The application, apart from any platform: routes, the order of what surrounds them, and one place for errors. */
import { cors } from 'hono/cors';
import { HonoBase as Hono } from 'hono/hono-base';
import { requestId } from 'hono/request-id';
import { TrieRouter } from 'hono/router/trie-router';
import { timeAnswers } from './access/answer-timing.ts';
import { authenticate } from './access/authenticate.ts';
import { keepFromCaches, protectBrowsers } from './access/headers.ts';
import { keepJournal, noteRoute } from './access/journal.ts';
import { mountOf, ownPath } from './access/mount.ts';
import { rateLimit } from './access/rate-limit.ts';
import { statusOf, toAppError, toEnvelope } from './envelope.ts';
import { AppError } from './errors.ts';
import { classify } from './routes/classify.ts';
import { moderations, predict } from './routes/classify-adapters.ts';
import { completions } from './routes/completions.ts';
import type { AppContext, AppEnv, Dependencies } from './routes/context.ts';
import { openapi, reference } from './routes/documents.ts';
import { ghostText, ghostTextInfo } from './routes/ghost-text.ts';
import { health } from './routes/health.ts';
import { home, playgroundPage } from './routes/home.ts';
import { builtFile, localEntry, playgroundWorker } from './routes/local.ts';
import { modelAlias, modelFile } from './routes/model-files.ts';
import { listModels, showModel } from './routes/models.ts';
import { pathMeant } from './routes/path-meant.ts';
import { OPENAI_DEFAULTS, typistDefaults } from './routes/plan.ts';
import { shortCompletion } from './routes/short-completion.ts';
import { detokenize, tokenize } from './routes/tokens.ts';

/** nginx's status for a caller who left before the answer; nobody receives it. */
const CALLER_LEFT = 499;

/** What needs no key where keys are configured: what describes the server, and whether it is alive. */
const PUBLIC_PATHS = new Set([
  '/',
  '/health',
  '/openapi.json',
  '/reference',
  '/ghost-text.js',
  '/ghost-text.json',
  '/local.js',
  '/learn',
  '/classifiers',
]);
/** Below them lies what `/local.js` and the playground load. */
const BUILT_FILES = /^\/(local|playground)\//;
/** Below it lie the files of models, which need none where the settings say so. */
const MODEL_FILES = '/models/';
type Handler = (c: AppContext) => Response | Promise<Response>;

type Route = ['GET' | 'POST', string, Handler];

function routesOf(dependencies: Dependencies): Route[] {
  // A person stops typing anywhere: docs/decisions/0005-suggestions.md.
  const typists = completions(dependencies, ({ generation }) => typistDefaults(generation));
  return [
    ['GET', '/', home(dependencies)],
    ...documentsOf(dependencies),
    ...ghostTextOf(dependencies),
    ['GET', '/health', health(dependencies)],
    ['GET', '/v1/models', listModels(dependencies)],
    ['GET', '/v1/models/:id', showModel(dependencies)],
    ...filesOf(dependencies),
    ...scriptsOf(dependencies),
    ['GET', '/complete', shortCompletion(dependencies)],
    ['POST', '/complete', typists],
    ['POST', '/v1/completions', completions(dependencies, () => OPENAI_DEFAULTS)],
    ['POST', '/tokenize', tokenize(dependencies)],
    ['POST', '/detokenize', detokenize(dependencies)],
    ['POST', '/v1/classify', classify(dependencies)],
    ['POST', '/classify', classify(dependencies)],
    ['POST', '/v1/moderations', moderations(dependencies)],
    ['POST', '/predict', predict(dependencies)],
  ];
}

const documentsOf = ({ readDocument }: Dependencies): Route[] =>
  readDocument
    ? [
        ['GET', '/learn', playgroundPage(readDocument, 'learn.html')],
        ['GET', '/classifiers', playgroundPage(readDocument, 'classifiers.html')],
        ['GET', '/reference', reference(readDocument)],
        ['GET', '/openapi.json', openapi(readDocument)],
      ]
    : [];

const ghostTextOf = ({ readScript }: Dependencies): Route[] =>
  readScript
    ? [
        ['GET', '/ghost-text.js', ghostText(readScript)],
        ['GET', '/ghost-text.json', ghostTextInfo(readScript)],
      ]
    : [];

const filesOf = ({ files, settings }: Dependencies): Route[] =>
  files
    ? [
        ['GET', '/models/:name/alias.json', modelAlias(files, settings)],
        ['GET', '/models/:name/:version/:file', modelFile(files, settings)],
      ]
    : [];

const scriptsOf = ({ openAsset }: Dependencies): Route[] =>
  openAsset
    ? [
        ['GET', '/local.js', localEntry(openAsset)],
        ['GET', '/local/:build/:file', builtFile(openAsset, 'local')],
        ['GET', '/playground/sw.js', playgroundWorker(openAsset)],
        ['GET', '/playground/:build/:file', builtFile(openAsset, 'playground')],
      ]
    : [];

/** A whole Worker, or a part of one: `app.route('/ai', createApp(...))` mounts it below a path. */
export function createApp(dependencies: Dependencies): Hono<AppEnv> {
  const { settings, log, rateLimiter, metrics } = dependencies;
  // One router: the two that Hono chooses among by itself are a fortieth of the bundle.
  const app = new Hono<AppEnv>({ router: new TrieRouter() });
  const routes = routesOf(dependencies);
  const paths = new Set(routes.map(([, path]) => path));

  app.use(requestId());
  app.use(keepJournal(log, metrics));
  for (const path of paths) app.use(path, noteRoute(path));
  app.use(protectBrowsers, keepFromCaches);
  if (settings.serverTiming) app.use(timeAnswers(dependencies.now));
  app.use(
    cors({
      origin: settings.allowedOrigins.includes('*') ? '*' : settings.allowedOrigins,
      allowMethods: ['GET', 'HEAD', 'POST'],
      // No `allowHeaders`: those that are asked for are allowed. SDKs send headers of their own, and no cookie counts here.
      exposeHeaders: ['etag', 'retry-after', 'server-timing', 'x-request-id'],
      maxAge: 86_400,
    }),
  );
  const isDocument = (path: string) => PUBLIC_PATHS.has(path) || BUILT_FILES.test(path);
  const isPublic = (path: string) =>
    isDocument(path) || (settings.publicModels && path.startsWith(MODEL_FILES));
  const { rateLimitPeriodSeconds } = settings;
  const limited = rateLimiter !== undefined && rateLimitPeriodSeconds > 0;
  const limit = limited ? rateLimit(rateLimiter, rateLimitPeriodSeconds, log) : undefined;
  app.use(authenticate(settings.apiKeys, isPublic, limit?.failures));
  if (limit) {
    // All else costs computing or reads the store.
    for (const path of paths) if (!isDocument(path)) app.use(path, limit.requests);
  }

  for (const [method, path, handler] of routes) app.on(method, path, handler);
  for (const path of paths) {
    const methods = routes.filter(([, of]) => of === path).map(([method]) => method);
    app.all(path, (c) => refuseMethod(c, methods));
  }
  // A route, for `notFound` of a mounted application is never asked.
  app.all('*', (c) => {
    const meant = pathMeant(ownPath(c), paths);
    const hint = meant === undefined ? '' : ` Did you mean ${mountOf(c)}${meant}?`;
    throw new AppError('route_not_found', `There is no ${c.req.method} ${c.req.path}.${hint}`);
  });
  app.onError((thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: CALLER_LEFT });
    const error = toAppError(thrown);
    return c.json(toEnvelope(error, c.get('requestId')), statusOf(error));
  });
  return app;
}

function refuseMethod(c: AppContext, methods: readonly string[]): never {
  c.header('allow', methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', '));
  throw new AppError(
    'method_not_allowed',
    `${c.req.path} takes ${methods.join(' or ').replace('POST', 'POST with a JSON body')}, not ${c.req.method}.`,
  );
}
