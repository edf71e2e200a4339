/** Hands model files to tests inside workerd, which has no file system: `GET /<name>/<version>/<file>`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomModelFiles } from './random-model.ts';

const MODELS = join(import.meta.dirname, '../../models');

/** Answers from the model of random weights and from `models/`, 404 for any other file. */
export async function serveModelFiles(request: { url: string }): Promise<Response> {
  const key = new URL(request.url).pathname.slice(1);
  const bytes = key.startsWith('random/') ? randomFile(key) : await committedFile(key);
  return bytes === undefined
    ? new Response(null, { status: 404 })
    : new Response(bytes as Uint8Array<ArrayBuffer>);
}

let files: Map<string, Uint8Array> | undefined;

function randomFile(key: string): Uint8Array | undefined {
  if (key === 'random/alias.json') return new TextEncoder().encode('{"current":"1.0.0","previous":null}');
  files ??= randomModelFiles();
  return files.get(key.replace('random/1.0.0/', ''));
}

async function committedFile(key: string): Promise<Uint8Array | undefined> {
  const path = join(MODELS, key);
  return existsSync(path) ? readFile(path) : undefined;
}
