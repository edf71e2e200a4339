/** R2 by its S3 side: what a machine without a Worker, such as a CI runner, publishes through. */
import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import { sha256 } from '../sha256.ts';
import { type Condition, type Listed, type ModelStore, PAGE_KEYS } from './store.ts';

/** More attempts for an answer of 429 or 5xx, further and further apart. */
const RETRIES = 4;

const secret = z.string('is not set').min(1, 'is empty');

const SettingsSchema = z
  .object({
    R2_ACCESS_KEY_ID: secret,
    R2_SECRET_ACCESS_KEY: secret,
    R2_BUCKET: z.string().min(1).default('models'),
    R2_ACCOUNT_ID: z.string().optional(),
    /** Instead of the account's own address: a jurisdiction's, or a test's. */
    R2_ENDPOINT: z.url().optional(),
  })
  .refine(({ R2_ACCOUNT_ID, R2_ENDPOINT }) => R2_ACCOUNT_ID || R2_ENDPOINT, {
    path: ['R2_ACCOUNT_ID'],
    message: 'is not set',
    // Also beside other faults: one message names all that is missing.
    when: () => true,
  });

/** The address and the keys of a bucket that is reached by the S3 API. */
export interface S3Settings {
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
  /** Without a slash at its end. */
  endpoint: string;
}

/** @throws Error that names every variable that is missing or wrong. */
export function readS3Settings(env: Record<string, string | undefined>): S3Settings {
  const { success, data, error } = SettingsSchema.safeParse(env);
  if (!success) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Error(
      `cannot reach the remote R2: ${faults.join('; ')}. Make an R2 API token that may read and write objects of one bucket`,
    );
  }
  return {
    accessKeyId: data.R2_ACCESS_KEY_ID,
    secretAccessKey: data.R2_SECRET_ACCESS_KEY,
    bucket: data.R2_BUCKET,
    endpoint: (data.R2_ENDPOINT ?? `https://${data.R2_ACCOUNT_ID}.r2.cloudflarestorage.com`).replace(
      /\/+$/,
      '',
    ),
  };
}

/**
 * A store over the S3 API. Opening it sends no request. `pageKeys` is the most keys that one request lists. Its
 * methods throw Error when the bucket cannot be reached or refuses; the message has the store's own words. Throws
 * TypeError when the endpoint is no URL.
 */
export function openS3Store(
  { accessKeyId, secretAccessKey, bucket, endpoint }: S3Settings,
  pageKeys = PAGE_KEYS,
): ModelStore {
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    service: 's3',
    region: 'auto',
    retries: RETRIES,
  });
  const place = `bucket ${bucket} at ${new URL(endpoint).host}`;

  /** Resolves with answers of these statuses. @throws Error for any other, with the store's own words. */
  async function ask(
    method: string,
    path: string,
    accepted: readonly number[],
    init: { headers?: Record<string, string>; body?: Uint8Array } = {},
  ): Promise<Response> {
    const response = await client
      .fetch(`${endpoint}/${bucket}${path}`, { ...init, method } as RequestInit)
      .catch((cause: Error) => {
        throw new Error(`${place} cannot be reached: ${(cause.cause as Error)?.message ?? cause.message}`, {
          cause,
        });
      });
    if (accepted.includes(response.status)) return response;
    const text = await response.text();
    const told = [element(text, 'Code'), element(text, 'Message')].filter(Boolean).join(': ');
    // An absent object is an answer, an absent bucket a failure.
    if (method === 'GET' && told.startsWith('NoSuchKey')) return new Response(null, { status: 404 });
    throw new Error(`${place} answered ${response.status} to ${method} ${path}${told && `: ${told}`}`);
  }

  return {
    place,
    async get(key) {
      const response = await ask('GET', `/${key}`, [200]);
      if (response.status === 404) return null;
      return {
        bytes: new Uint8Array(await response.arrayBuffer()),
        etag: response.headers.get('etag') ?? '',
      };
    },
    async putIf(key, bytes, condition) {
      // The signed hash of the body makes the store refuse bytes that were damaged on the way.
      const headers = { ...onlyIf(condition), 'X-Amz-Content-Sha256': sha256(bytes) };
      const response = await ask('PUT', `/${key}`, [200, 412], { headers, body: bytes });
      await response.body?.cancel();
      return response.status === 200;
    },
    async list(prefix) {
      const found: Listed[] = [];
      for (;;) {
        const after = found.at(-1)?.key ?? '';
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          'max-keys': String(pageKeys),
          prefix,
          ...(after && { 'start-after': after }),
        });
        const text = await (await ask('GET', `?${query}`, [200])).text();
        for (const [, entry] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          found.push({
            key: decodeURIComponent(element(entry, 'Key')),
            bytes: Number(element(entry, 'Size')),
          });
        }
        if (element(text, 'IsTruncated') !== 'true') return found;
      }
    },
    async remove(key) {
      await ask('DELETE', `/${key}`, [200, 204, 404]);
    },
    async close() {},
  };
}

const onlyIf = (condition: Condition): Record<string, string> =>
  condition === 'absent' ? { 'If-None-Match': '*' } : { 'If-Match': condition.etag };

/** Text of the first such XML element, empty when there is none. Our keys are sent URL-encoded: no markup inside. */
function element(xml: string, name: string): string {
  return xml.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1] ?? '';
}
