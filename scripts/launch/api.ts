/** The part of Cloudflare's API that a launch asks, beside wrangler: the token, the bucket, the names of secrets. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const RETRIES = 2;
const PAUSE_MS = 1000;

export interface Account {
  /** With or without a slash at its end; wrangler's own setting. */
  base: string;
  id: string;
  token: string;
}

const EnvelopeSchema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
  result: z.unknown(),
});
const TokenSchema = z.object({ id: z.string(), status: z.string() });
const SecretsSchema = z.array(z.object({ name: z.string() }));

/** @throws Error that names every variable that is missing. */
export function readAccount(env: NodeJS.ProcessEnv): Account {
  const missing = ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_ACCOUNT_ID'].filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} not set. Make a token at dash.cloudflare.com/profile/api-tokens that may edit Workers scripts and R2 storage`,
    );
  }
  const base = env.CLOUDFLARE_API_BASE_URL ?? 'https://api.cloudflare.com/client/v4';
  return { base: base.replace(/\/+$/, ''), id: env.CLOUDFLARE_ACCOUNT_ID!, token: env.CLOUDFLARE_API_TOKEN! };
}

export class CloudflareApi {
  readonly #account: Account;
  readonly #pause: (milliseconds: number) => Promise<unknown>;

  constructor(account: Account, pause: (milliseconds: number) => Promise<unknown> = sleep) {
    this.#account = account;
    this.#pause = pause;
  }

  /** Id of the token, of a person's or of the account's. Throws when Cloudflare does not know it, or it is not active. */
  async tokenId(): Promise<string> {
    const own = await this.#ask('GET', '/user/tokens/verify', [400, 401, 403, 404]);
    const result = own ?? (await this.#ask('GET', `/accounts/${this.#account.id}/tokens/verify`));
    const { id, status } = TokenSchema.parse(result);
    if (status !== 'active') throw new Error(`the token in CLOUDFLARE_API_TOKEN is ${status}`);
    return id;
  }

  async hasBucket(name: string): Promise<boolean> {
    return (await this.#ask('GET', `/accounts/${this.#account.id}/r2/buckets/${name}`, [404])) !== null;
  }

  async createBucket(name: string): Promise<void> {
    await this.#ask('POST', `/accounts/${this.#account.id}/r2/buckets`, [], { name });
  }

  /** Names of a Worker's secrets; null when there is no such Worker. */
  async secretNames(script: string): Promise<string[] | null> {
    const path = `/accounts/${this.#account.id}/workers/scripts/${script}/secrets`;
    const result = await this.#ask('GET', path, [404]);
    return result === null ? null : SecretsSchema.parse(result).map(({ name }) => name);
  }

  /** The result; null for one of the statuses in `none`. Throws with the API's words. 5xx are tried again. */
  async #ask(method: string, path: string, none: number[] = [], body?: object): Promise<unknown> {
    const { base, token } = this.#account;
    for (let tries = 0; ; tries++) {
      const response = await fetch(base + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      }).catch((cause) => {
        throw new Error(`Cloudflare's API at ${new URL(base).host} did not answer`, { cause });
      });
      const text = await response.text();
      if (response.status >= 500 && tries < RETRIES) {
        await this.#pause(PAUSE_MS * 2 ** tries);
        continue;
      }
      if (none.includes(response.status)) return null;
      const envelope = EnvelopeSchema.safeParse(parse(text));
      if (envelope.success && envelope.data.success) return envelope.data.result;
      const words = envelope.data?.errors.map(({ message }) => message).join('; ') || text.slice(0, 200);
      throw new Error(`${method} ${path}: ${response.status} ${words}`);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** R2's S3 keys of an API token: its id, and the SHA-256 of its value. */
export function s3Keys(tokenId: string, token: string): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: tokenId, secretAccessKey: createHash('sha256').update(token).digest('hex') };
}
