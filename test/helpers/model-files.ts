/**
 * Hands model files to tests inside workerd, which has no file system: `GET /<name>/<version>/<file>`. And
 * `GET /fingerprints.json`: what Node's kernels make of the shipped models.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LARGE_SPECS, largeModelFiles } from './large-model.ts';
import { randomModelFiles } from './random-model.ts';
import { MODELS_DIR, shippedFingerprints } from './shipped-models.ts';

/** Makers of models with random weights, by name; each is made once it is asked for. */
const RANDOM = new Map<string, () => Map<string, Uint8Array>>([
  ['random', () => randomModelFiles()],
  ...Object.entries(LARGE_SPECS).map(([name, spec]) => [name, () => largeModelFiles(spec)] as const),
]);
const made = new Map<string, Map<string, Uint8Array>>();

/** Answers from the models of random weights and from `models/`, 404 for any other file. */
export async function serveModelFiles(request: { url: string }): Promise<Response> {
  const key = new URL(request.url).pathname.slice(1);
  if (key === 'fingerprints.json') return Response.json(await shippedFingerprints());
  const [name, ...rest] = key.split('/');
  const bytes = RANDOM.has(name) ? randomFile(name, rest) : await committedFile(key);
  return bytes === undefined
    ? new Response(null, { status: 404 })
    : new Response(bytes as Uint8Array<ArrayBuffer>);
}

function randomFile(name: string, [version, file]: string[]): Uint8Array | undefined {
  if (version === 'alias.json') return new TextEncoder().encode('{"current":"1.0.0","previous":null}');
  if (!made.has(name)) made.set(name, RANDOM.get(name)!());
  return made.get(name)!.get(file);
}

async function committedFile(key: string): Promise<Uint8Array | undefined> {
  const path = join(MODELS_DIR, key);
  return existsSync(path) ? readFile(path) : undefined;
}
