/** Run by heap.ts with --expose-gc and a model's folder: loads it as the Worker does, prints what stays, as JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Catalog } from '../src/catalog/catalog.ts';
import { ManifestSchema } from '../src/contract/manifest.ts';
import { prepareKernelModel } from '../src/runtime/kernels/model.ts';
import { createMemoryBucket } from '../test/fixtures/memory-bucket.ts';

const folder = process.argv[2];
const module = new WebAssembly.Module(
  readFileSync(new URL('../src/runtime/kernels/kernels.wasm', import.meta.url)),
);

/** Loads a model and forgets where it came from; what the lease holds is all that is left. */
async function load(directory: string) {
  const bucket = createMemoryBucket();
  const manifest = ManifestSchema.parse(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')));
  const prefix = `${manifest.name}/${manifest.version}`;
  bucket.putJson(`${manifest.name}/alias.json`, { current: manifest.version, previous: null });
  for (const file of ['manifest.json', 'model.onnx', 'tokenizer.json']) {
    bucket.objects.set(`${prefix}/${file}`, new Uint8Array(readFileSync(join(directory, file))));
  }
  const catalog = new Catalog({
    bucket,
    prepare({ graph }) {
      const opening = prepareKernelModel(module, graph, manifest.quantization.activations);
      return { bytes: opening.bytes, open: async () => opening.open() };
    },
    limitBytes: () => 100e6,
    aliasTtlMs: 1e9,
    now: Date.now,
    wait: async () => {},
    log: () => {},
  });
  const { value } = await catalog.acquire(manifest.name, () => {});
  await value.model.step(value.tokenizer.encode('The')[0], value.model.initialState());
  bucket.objects.clear();
  return value;
}

/** Buffers are freed some turns after they were collected. */
async function settled(): Promise<NodeJS.MemoryUsage> {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc!();
  }
  return process.memoryUsage();
}

// Once to compile and warm what every model shares.
await load(folder);
const before = await settled();
const loaded = await load(folder);
const after = await settled();
const objectBytes = after.heapUsed - before.heapUsed;
const bufferBytes = after.arrayBuffers - before.arrayBuffers;
console.log(JSON.stringify({ objectBytes, bufferBytes }));
// Used until here, so that none of it could be collected before.
loaded.dispose();
