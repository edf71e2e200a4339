/**
 * `npm run launch` against a stand-in for Cloudflare's API and wrangler's simulation of R2's S3 side, with the Worker that
 * serves from that bucket to answer the smoke test. Wrangler itself deploys, to the stand-in.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { randomVersion } from '../fixtures/published-model.ts';
import {
  ACCOUNT,
  type CloudflareAccount,
  startCloudflareAccount,
  TOKEN,
} from '../helpers/cloudflare-account.ts';
import { type S3Worker, startS3Worker } from '../helpers/s3-worker.ts';

const SECRET = createHash('sha256').update(TOKEN.value).digest('hex');
let account: CloudflareAccount;
let worker: S3Worker;
let models: string;

beforeAll(async () => {
  worker = await startS3Worker({ accessKeyId: TOKEN.id, secretAccessKey: SECRET });
  models = await mkdtemp(join(tmpdir(), 'afterword-launch-models-'));
  const folder = join(models, 'random/1.0.0');
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of randomVersion().files) await writeFile(join(folder, name), bytes);
  await writeFile(join(models, 'random/alias.json'), '{"current":"1.0.0","previous":null}');
});
afterAll(async () => {
  await worker.close();
  await rm(models, { recursive: true, force: true });
});
beforeEach(async () => {
  account = await startCloudflareAccount();
  return () => account.close();
});

async function launch(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/launch.ts', '--env', 'lite', ...args], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: account.url,
      CLOUDFLARE_API_TOKEN: TOKEN.value,
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      R2_ENDPOINT: worker.settings.endpoint,
      MODELS: models,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

const writes = () => account.asked.filter((line) => !line.startsWith('GET '));
const aimed = () => ['--url', worker.url];

it('without --yes tells what it would do and writes nothing', async () => {
  const { code, output } = await launch([]);
  expect(output).toContain('the bucket models is to be made');
  expect(output).toContain('the secret RESUME_KEYS is to be made');
  expect(output).toContain('nothing was changed: --yes does it');
  expect(code).toBe(0);
  expect(writes()).toEqual([]);
});

it('makes the bucket, uploads, deploys with a secret, tries it, tells the way back; again it changes only the code', async () => {
  const first = await launch(['--yes', ...aimed()]);
  expect(first.output).toContain('random is served as 1.0.0');
  expect(first.output).toContain('completes “The history of the” as random');
  expect(first.output).toContain('To go back: npx wrangler delete --env lite');
  expect(first.code).toBe(0);
  expect(account.buckets).toEqual(new Set(['models']));
  const script = account.scripts.get('afterword-lite')!;
  expect(script.secrets).toEqual(new Set(['RESUME_KEYS']));

  const second = await launch(['--yes', ...aimed()]);
  expect(second.output).toContain('random@1.0.0 is there');
  expect(second.output).toContain('the secret RESUME_KEYS is there');
  expect(second.output).toContain('To go back: npx wrangler rollback --env lite');
  expect(second.code).toBe(0);
  expect(script.deployments).toBe(2);
  expect(account.asked.filter((line) => line === 'POST /r2/buckets')).toHaveLength(1);
});

it.each([
  ['no token', { CLOUDFLARE_API_TOKEN: '' }, 'CLOUDFLARE_API_TOKEN not set'],
  ['a token that is not known', { CLOUDFLARE_API_TOKEN: 'another' }, '401 Invalid API Token'],
  ['no account', { CLOUDFLARE_ACCOUNT_ID: '' }, 'CLOUDFLARE_ACCOUNT_ID not set'],
  [
    'an API that is not there',
    { CLOUDFLARE_API_BASE_URL: 'http://127.0.0.1:1' },
    '127.0.0.1:1 did not answer',
  ],
])('%s ends it in words, before anything is written', async (_, env, message) => {
  const { code, output } = await launch(['--yes', ...aimed()], env);
  expect(output).toContain(message);
  expect(code).toBe(1);
  expect(writes()).toEqual([]);
});

it('a hiccup of the API is tried again; one that stays ends it, named, and nothing is deployed', async () => {
  account.buckets.add('models');
  let hiccups = 1;
  account.fault = (_, path) => (path.startsWith('/r2/buckets') && hiccups-- > 0 ? 502 : undefined);
  expect((await launch([])).code).toBe(0);
  account.fault = (_, path) => (path.endsWith('/secrets') ? 500 : undefined);
  const { code, output } = await launch(['--yes', ...aimed()]);
  expect(output).toContain('/workers/scripts/afterword-lite/secrets: 500 a fault of 500');
  expect(code).toBe(1);
  expect(account.scripts.size).toBe(0);
});

it('a deployment that Cloudflare refuses, or that does not answer, is told with the way back', async () => {
  account.fault = (method) => (method === 'PUT' ? 400 : undefined);
  const refused = await launch(['--yes', ...aimed()]);
  expect(refused.code).toBe(1);
  expect(refused.output).not.toContain('5. deployed');
  account.fault = () => undefined;
  const silent = await launch(['--yes', '--url', account.url]);
  expect(silent.code).toBe(1);
  expect(silent.output).toContain('deployed, but ');
  expect(silent.output).toContain('To go back: npx wrangler delete --env lite');
});
