/** Times the runtimes inside workerd, one request a measurement; bench/rows/workerd.ts asks. */
import { withCache } from '../../src/cache-model/with-cache.ts';
import { ManifestSchema } from '../../src/contract/manifest.ts';
import type { State, StepModel } from '../../src/contract/step-model.ts';
import { readBlock, rowsOf } from '../../src/generation/stepping/blocks.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Opened, Stepped } from './protocol.ts';
import { RUNTIMES } from './runtimes.ts';
import { seatTypist, type Task, type Typist } from './tasks.ts';

const open = new Map<string, { model: StepModel; state: State; seat: () => Promise<Typist> }>();
let typist: Promise<Typist> | undefined;
let position = 0;

/** Scattered over the vocabulary, so that no row of the embedding stays in a cache by luck. */
const nextToken = (vocabulary: number) => (position++ * 2_654_435_761) % vocabulary;

async function handleOpen(name: string, request: Request): Promise<Opened> {
  const form = await request.formData();
  const manifest = ManifestSchema.parse(JSON.parse(String(form.get('manifest'))));
  const onnx = new Uint8Array(await (form.get('onnx') as File).arrayBuffer());
  const started = performance.now();
  const { model, memoryBytes } = await RUNTIMES[name](onnx, manifest);
  const opened = performance.now();
  const state = model.initialState();
  await model.step(manifest.vocabulary.startToken, state);
  const stepped = performance.now();
  const tokenizer = loadTokenizer(JSON.parse(String(form.get('tokenizer'))));
  const served = manifest.cache ? withCache(model, manifest.cache) : model;
  const text = String(form.get('text'));
  open.set(name, {
    model,
    state,
    seat: () => seatTypist({ served, network: model, tokenizer, manifest, text }),
  });
  return {
    openMs: opened - started,
    firstTokenMs: stepped - opened,
    wasmBytes: memoryBytes(),
  };
}

async function handleSteps(name: string, tokens: number): Promise<Stepped> {
  const { model, state } = open.get(name)!;
  const started = performance.now();
  for (let i = 0; i < tokens; i++) await model.step(nextToken(model.vocabulary), state);
  return { milliseconds: performance.now() - started };
}

/** Reads tokens in blocks, without their logits; a runtime that has no blocks steps them. */
async function handleRead(name: string, tokens: number): Promise<Stepped> {
  const { model, state } = open.get(name)!;
  const rows = rowsOf(model);
  const started = performance.now();
  for (let i = 0; i < tokens; i += rows) {
    const block = Array.from({ length: rows }, () => nextToken(model.vocabulary));
    await readBlock(model, block, state, 'none');
  }
  return { milliseconds: performance.now() - started };
}

async function handleTasks(name: string, task: Task, times: number): Promise<Stepped> {
  typist ??= open.get(name)!.seat();
  const seated = await typist;
  const started = performance.now();
  for (let i = 0; i < times; i++) await seated.run(task);
  return { milliseconds: performance.now() - started };
}

export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const name = url.searchParams.get('runtime') ?? '';
    if (url.pathname === '/runtimes') return Response.json(Object.keys(RUNTIMES));
    if (!(name in RUNTIMES)) return new Response(`no runtime ${name}`, { status: 404 });
    if (url.pathname === '/open') return Response.json(await handleOpen(name, request));
    if (url.pathname === '/tasks') {
      const task = url.searchParams.get('task') as Task;
      return Response.json(await handleTasks(name, task, Number(url.searchParams.get('times'))));
    }
    if (url.pathname === '/read')
      return Response.json(await handleRead(name, Number(url.searchParams.get('tokens'))));
    return Response.json(await handleSteps(name, Number(url.searchParams.get('tokens'))));
  },
};
