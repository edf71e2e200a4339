/**
 * `npm run launch`: from a clone to a Worker that serves. Without `--yes` it looks and tells what it would do. Each step
 * looks first, so the same command goes on after whatever went wrong.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { openS3Store } from '../model-build/publish/s3-store.ts';
import { folders } from '../model-build/publish/whole-model.ts';
import { modelsFolder } from '../model-build/settings.ts';
import { type Account, CloudflareApi, readAccount, s3Keys } from './launch/api.ts';
import { contactWarning } from './launch/contact.ts';

const root = dirname(import.meta.dirname);

interface Options {
  yes?: boolean;
  env: string;
  url?: string;
  model?: string[];
}

const say = (line: string) => console.log(line);

async function launch({ yes = false, env, url, model }: Options): Promise<void> {
  const { unstable_readConfig } = await import('wrangler');
  const config = unstable_readConfig(
    { config: join(root, 'wrangler.toml'), env: env || undefined },
    { hideWarnings: true },
  );
  const warning = contactWarning(readFileSync(join(root, 'SECURITY.md'), 'utf8'));
  if (warning) say(`warning: ${warning}`);
  const script = config.name!;
  const bucket = config.r2_buckets[0]!.bucket_name!;
  const account = readAccount(process.env);
  const api = new CloudflareApi(account);
  const keys = s3Keys(await api.tokenId(), account.token);
  say(`1. the token is good for account ${account.id}`);
  const hasBucket = await bucketStep(api, bucket, yes);
  await modelsStep(account, { ...keys, bucket }, hasBucket, model ?? (await folders(modelsFolder())), yes);
  const secrets = await secretsStep(api, script);
  if (!yes) {
    say(`5. to deploy: ${script}, then to ask it for a completion\nnothing was changed: --yes does it`);
    return;
  }
  const { deploy } = await import('./launch/deploy.ts');
  const { urls, version } = deploy(root, env, secrets.missing);
  say(`5. deployed ${script}${version ? ` as version ${version}` : ''}`);
  await smokeStep(url ?? urls.find((target) => target.startsWith('https://')), secrets.isNew, env);
}

async function bucketStep(api: CloudflareApi, bucket: string, yes: boolean): Promise<boolean> {
  if (await api.hasBucket(bucket)) {
    say(`2. the bucket ${bucket} is there`);
    return true;
  }
  if (yes) await api.createBucket(bucket);
  say(`2. the bucket ${bucket} ${yes ? 'is made' : 'is to be made'}`);
  return yes;
}

async function modelsStep(
  account: Account,
  settings: { accessKeyId: string; secretAccessKey: string; bucket: string },
  hasBucket: boolean,
  names: readonly string[],
  yes: boolean,
): Promise<void> {
  say(`3. models: ${names.join(', ')}`);
  if (!hasBucket) return;
  const { launchModels } = await import('./launch/models.ts');
  const endpoint = process.env.R2_ENDPOINT ?? `https://${account.id}.r2.cloudflarestorage.com`;
  const store = openS3Store({ ...settings, endpoint: endpoint.replace(/\/+$/, '') });
  try {
    await launchModels(store, names, yes, (line) => say(`   ${line}`));
  } finally {
    await store.close();
  }
}

/** RESUME_KEYS is made once: another key would make every resume token that is out unusable. */
async function secretsStep(api: CloudflareApi, script: string) {
  const names = await api.secretNames(script);
  const isThere = names?.includes('RESUME_KEYS') ?? false;
  say(`4. the secret RESUME_KEYS ${isThere ? 'is there' : 'is to be made, and kept by Cloudflare alone'}`);
  const missing: Record<string, string> = isThere
    ? {}
    : { RESUME_KEYS: randomBytes(32).toString('base64url') };
  return { missing, isNew: names === null };
}

async function smokeStep(url: string | undefined, isNew: boolean, env: string): Promise<void> {
  const named = env === '' ? '' : ` --env ${env}`;
  const back = isNew ? `npx wrangler delete${named}` : `npx wrangler rollback${named}`;
  if (url === undefined) {
    say('6. wrangler told no address: give one with --url, then `node scripts/smoke.ts URL`');
    return;
  }
  const { smoke } = await import('./launch/smoke.ts');
  try {
    say(`6. ${await smoke(url, { apiKey: process.env.WORKER_API_KEY })}`);
    say(`To go back: ${back}`);
  } catch (error) {
    throw new Error(`deployed, but ${(error as Error).message}. To go back: ${back}`, { cause: error });
  }
}

const command = new Command('launch')
  .description('Makes the bucket, uploads the models, sets RESUME_KEYS, deploys, and asks for a completion.')
  .option('--yes', 'do it; without, only tell what would be done')
  .option('--env <name>', "one of wrangler.toml's environments, such as lite", '')
  .option('--url <url>', 'where the Worker answers, when not at the address that wrangler tells')
  .option('--model <name...>', 'models to upload; every one of models/ without')
  .addHelpText(
    'after',
    `
CLOUDFLARE_API_TOKEN (edit Workers scripts and R2 storage) and CLOUDFLARE_ACCOUNT_ID say whose account; WORKER_API_KEY is a
key for the last step, where keys are wanted. A login by \`wrangler login\` is not taken: the models go by R2's S3 side,
which wants a token. What is there already is never written over.`,
  )
  .action(launch);

try {
  await command.parseAsync();
} catch (error) {
  console.error(`launch: ${(error as Error).message}`);
  process.exitCode = 1;
}
