/** The files of `public/`, which are uploaded beside the Worker: its own size and start do not pay for them. */
import type { Fetcher } from '@cloudflare/workers-types';
import { AppError } from './errors.ts';

/** Generated files that the Worker hands out. */
export type DocumentName =
  | 'openapi.json'
  | 'reference.html'
  | 'playground.html'
  | 'learn.html'
  | 'classifiers.html';

/** The script for pages, and what is known of it. */
export type ScriptName = 'ghost-text.js' | 'ghost-text.json';

/** A file of `public/` as it is; null when there is none. */
export async function openAsset(assets: Fetcher, path: string): Promise<Response | null> {
  const response = (await assets.fetch(`https://assets.invalid/${path}`)) as unknown as Response;
  return response.ok ? response : null;
}

/** Throws `misconfigured` when the file is not there. */
export async function readDocument(assets: Fetcher, name: DocumentName | ScriptName): Promise<string> {
  const response = await assets.fetch(`https://assets.invalid/${name}`);
  if (response.ok) return response.text();
  throw new AppError('misconfigured', `There is no ${name} in the directory of [assets].`);
}
