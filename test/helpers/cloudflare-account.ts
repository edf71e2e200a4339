/** A stand-in for Cloudflare's API, on loopback: one account with a token, buckets and Workers, as far as a launch goes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TOKEN = { id: 'token-id', value: 'launch-token' };
export const ACCOUNT = 'account';

interface Script {
  secrets: Set<string>;
  deployments: number;
}

export interface CloudflareAccount {
  /** For CLOUDFLARE_API_BASE_URL. */
  url: string;
  buckets: Set<string>;
  scripts: Map<string, Script>;
  /** `METHOD path` of everything that was asked, without the account. */
  asked: string[];
  /** Answers in place of the account, where it gives a status; the path is without the account. */
  fault: (method: string, path: string) => number | undefined;
  close(): Promise<void>;
}

export async function startCloudflareAccount(): Promise<CloudflareAccount> {
  const account: CloudflareAccount = {
    url: '',
    buckets: new Set(),
    scripts: new Map(),
    asked: [],
    fault: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = createServer(async (request, response) => {
    const path = request
      .url!.replace('/client/v4', '')
      .replace(`/accounts/${ACCOUNT}`, '')
      .replace(/\?.*/, '');
    const body = await bodyOf(request);
    account.asked.push(`${request.method} ${path}`);
    const status = account.fault(request.method!, path);
    if (status !== undefined) refuse(response, status, `a fault of ${status}`);
    else if (request.headers.authorization !== `Bearer ${TOKEN.value}`)
      refuse(response, 401, 'Invalid API Token');
    else answer(account, request.method!, path, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  account.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  return account;
}

function answer(
  account: CloudflareAccount,
  method: string,
  path: string,
  body: string,
  response: ServerResponse,
) {
  const give = (result: unknown) => end(response, 200, { success: true, errors: [], messages: [], result });
  const [, kind, sort, name, part] = path.split('/');
  if (path === '/user/tokens/verify') return give({ id: TOKEN.id, status: 'active' });
  if (kind === 'r2') return buckets(account, method, name, body, response, give);
  if (path === '/workers/subdomain') return give({ subdomain: 'example' });
  if (kind !== 'workers' || name === undefined) return refuse(response, 404, `nothing at ${path}`);
  const script = account.scripts.get(name);
  if (sort === 'services')
    return script ? give(service(name)) : refuse(response, 404, 'no such Worker', 10090);
  if (sort === 'workers')
    return give({ id: name, name, subdomain: { enabled: true, previews_enabled: true } });
  if (part === 'secrets') {
    if (!script) return refuse(response, 404, 'no such Worker', 10007);
    return give([...script.secrets].map((secret) => ({ name: secret, type: 'secret_text' })));
  }
  if (part === 'assets-upload-session') return give({ jwt: 'assets', buckets: [] });
  if (part === 'settings')
    return script ? give({ bindings: [] }) : refuse(response, 404, 'no such Worker', 10007);
  if (part === 'deployments') {
    if (method === 'POST' && script) script.deployments++;
    return give({ deployments: [] });
  }
  // How wrangler uploads a Worker that is there already.
  if (part === 'versions') {
    const resources = { script: { etag: 'e' }, script_runtime: {}, bindings: [] };
    return give({ id: `version-${(script?.deployments ?? 0) + 1}`, startup_time_ms: 5, resources });
  }
  if (part === 'subdomain') return give({ enabled: true, previews_enabled: true });
  if (method === 'PUT' && part === undefined) return give(upload(account, name, body));
  return give({});
}

function buckets(
  { buckets }: CloudflareAccount,
  method: string,
  name: string | undefined,
  body: string,
  response: ServerResponse,
  give: (result: unknown) => void,
): void {
  if (method === 'POST') {
    buckets.add((JSON.parse(body) as { name: string }).name);
    give({});
  } else if (name !== undefined && buckets.has(name)) give({ name });
  else refuse(response, 404, 'The specified bucket does not exist.', 10006);
}

/** A service, and each of its environments: wrangler asks for both. */
const service = (name: string) => {
  const script = { id: name, tag: name, etag: 'e', last_deployed_from: 'wrangler' };
  const environment = { environment: 'production', script };
  return { id: name, ...environment, default_environment: environment };
};

/** The metadata of a multipart upload tells its secrets. */
function upload({ scripts }: CloudflareAccount, name: string, body: string): object {
  const script = scripts.get(name) ?? { secrets: new Set<string>(), deployments: 0 };
  scripts.set(name, script);
  script.deployments++;
  for (const [, secret] of body.matchAll(/"name":"(\w+)","type":"secret_text"/g)) script.secrets.add(secret!);
  for (const [, secret] of body.matchAll(/"type":"secret_text","name":"(\w+)"/g)) script.secrets.add(secret!);
  return {
    id: name,
    etag: 'e',
    pipeline_hash: 'p',
    mutable_pipeline_id: 'm',
    deployment_id: 'd',
    startup_time_ms: 5,
  };
}

const refuse = (response: ServerResponse, status: number, message: string, code = 1000) =>
  end(response, status, { success: false, errors: [{ code, message }], messages: [], result: null });

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('latin1');
}
