/**
 * Run in a process of its own by path.ts, with a model's folder: what a cold isolate does between R2 and the first token,
 * in ms of CPU, as JSON.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { checkGraphMatches } from '../src/catalog/graph-check.ts';
import { ManifestSchema } from '../src/contract/manifest.ts';
import { prepareKernelModel } from '../src/runtime/kernels/model.ts';
import { loadTokenizer } from '../src/text/load-tokenizer.ts';

// A Worker may not eval: there, zod walks its schemas instead of compiling them.
z.config({ jitless: true });

const folder = process.argv[2];
const [manifestBytes, tokenizerBytes, onnx] = ['manifest.json', 'tokenizer.json', 'model.onnx'].map((file) =>
  readFileSync(join(folder, file)),
);
const module = new WebAssembly.Module(
  readFileSync(new URL('../src/runtime/kernels/kernels.wasm', import.meta.url)),
);

// Node's own type stripper is still being compiled by another thread: some 11 ms that would fall into any stage.
await setTimeout(500);

const times: Record<string, number> = {};
async function timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  times[stage] = (user + system) / 1000;
  return result;
}
const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

const manifest = await timed('manifest: JSON and zod', () => ManifestSchema.parse(parse(manifestBytes)));
const json = await timed('tokenizer: JSON', () => parse(tokenizerBytes));
const tokenizer = await timed('tokenizer: load', () => loadTokenizer(json));
const graph = await timed('graph: read and check', () => checkGraphMatches(onnx, manifest));
const opening = await timed('kernels: plan', () =>
  prepareKernelModel(module, graph, manifest.quantization.activations),
);
const model = await timed('kernels: pack the weights', () => opening.open());
await timed('kernels: first token', () => model.step(tokenizer.startToken, model.initialState()));
console.log(JSON.stringify(times));
