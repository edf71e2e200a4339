/** Whether a Worker that has just been deployed does what it is for. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface SmokeOptions {
  /** Where the Worker wants keys. An empty text is none. */
  apiKey?: string;
  /** Waits so many milliseconds. */
  pause?(milliseconds: number): Promise<unknown>;
}

/** A new address takes a while until all of Cloudflare's places know it. */
const TRIES = 7;
const FIRST_PAUSE_MS = 1000;
const PROMPT = { prompt: 'The history of the', max_tokens: 8 };

/**
 * Resolves with what the Worker said, in words. Throws an Error with the answer that was wrong: a health that is not ok,
 * or a prompt that is not completed.
 */
export async function smoke(url: string, { apiKey, pause = sleep }: SmokeOptions = {}): Promise<string> {
  const base = url.replace(/\/+$/, '');
  await tried(`${base}/health`, {}, pause);
  const headers = {
    'content-type': 'application/json',
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  };
  const response = await tried(
    `${base}/complete`,
    { method: 'POST', headers, body: JSON.stringify(PROMPT) },
    pause,
  );
  const { model, choices } = (await response.json()) as { model: string; choices: { text: string }[] };
  const text = choices?.[0]?.text;
  if (!text) throw new Error(`${base}/complete answered 200 without a text`);
  return `${base} completes “${PROMPT.prompt}” as ${model}: “${text}”`;
}

/** Tries again what may pass: no answer, 404 of an address that is not known yet, 5xx. */
async function tried(
  url: string,
  init: RequestInit,
  pause: NonNullable<SmokeOptions['pause']>,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    let told: string;
    try {
      const response = await fetch(url, init);
      if (response.ok) return response;
      told = `answered ${response.status}: ${(await response.text()).slice(0, 300)}`;
      // The caller is at fault: no wait mends that.
      if (response.status < 500 && response.status !== 404) throw new Refused(`${url} ${told}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      told = `did not answer: ${(error as Error).message}`;
    }
    if (tries === TRIES) throw new Error(`${url} ${told}`);
    await pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}

class Refused extends Error {}
