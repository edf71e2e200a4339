/**
 * `npm run bench:path [-- --model NAME]`: what a request costs beside its kernels, part by part, in Node, in ms of CPU.
 * Everything that is not a kernel should stay under what the kernels take for the same request.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import type { State, StepModel } from '../src/contract/step-model.ts';
import { Sampler, type Sampling } from '../src/generation/drawing/sampler.ts';
import { openKernelModel } from '../src/runtime/kernels/model.ts';
import { loadTokenizer } from '../src/text/load-tokenizer.ts';
import { readModels } from '../test/fixtures/models.ts';
import { appOver } from './path-app.ts';
import { median } from './statistics.ts';

z.config({ jitless: true });

const ROUNDS = 15;
const COLD_SAMPLES = 5;
const TOKENS = 16;
const PROSE = readFileSync(new URL('../models/fixture-gru/corpus.txt', import.meta.url), 'utf8');
const textOf = (characters: number) => PROSE.repeat(2 + characters / PROSE.length).slice(0, characters);

const { values } = parseArgs({ options: { model: { type: 'string', default: 'english' } } });
const root = fileURLToPath(new URL('../models', import.meta.url));
const [{ manifest, onnx, tokenizer: tokenizerJson, directory }] = readModels(root, [values.model]);
const module = new WebAssembly.Module(
  readFileSync(new URL('../src/runtime/kernels/kernels.wasm', import.meta.url)),
);
const model = openKernelModel(module, onnx, manifest.quantization.activations);
const tokenizer = loadTokenizer(JSON.parse(tokenizerJson));

/** Median ms of CPU of `work`, done `times` times a round. */
async function measure(work: () => unknown, times = 1): Promise<number> {
  await work();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000 / times);
  }
  return median(rounds);
}

async function read(tokens: readonly number[], state: State): Promise<void> {
  for (let i = 0; i < tokens.length; i += model.rows!) {
    await model.read!(tokens.slice(i, i + model.rows!), state, 'none');
  }
}

/** Logits as the model really gives them, so that sampling meets what it will meet. */
async function recordLogits(tokens: readonly number[]): Promise<Float32Array[]> {
  const state = model.initialState();
  await read(tokens, state);
  const recorded: Float32Array[] = [];
  for (let i = 0, token = tokens[0]; i < TOKENS; i++) {
    recorded.push((await model.step(token, state)).slice());
    token = new Sampler(manifest.generation!, Math.random).draw(recorded[i]);
  }
  return recorded;
}

const short = textOf(200);
const long = textOf(20_000);
const shortTokens = tokenizer.encode(short);
const longTokens = tokenizer.encode(long);
const logits = await recordLogits(shortTokens);

const speaking = await measure(async () => {
  const state = model.initialState();
  for (let i = 0; i < TOKENS; i++) await model.step(i * 7, state);
}, 5);
const readingShort = await measure(() => read(shortTokens, model.initialState()), 3);
const readingLong = (readingShort / shortTokens.length) * longTokens.length;

const rows: { part: string; ms: number; kernels: number }[] = [];
async function row(part: string, kernels: number, work: () => unknown, times: number): Promise<void> {
  rows.push({ part, ms: await measure(work, times), kernels });
}

await row('tokenize 200 characters', readingShort, () => tokenizer.encode(short), 50);
await row('tokenize 20,000 characters', readingLong, () => tokenizer.encode(long), 2);

const samplings: Record<string, Sampling> = {
  "the manifest's settings": manifest.generation!,
  'top_p 0.95': { temperature: 1, topK: 0, topP: 0.95 },
  'temperature alone': { temperature: 1, topK: 0, topP: 1 },
};
for (const [name, sampling] of Object.entries(samplings)) {
  const draw = () => {
    const sampler = new Sampler(sampling, Math.random);
    for (const values of logits) sampler.draw(values);
  };
  await row(`sample ${TOKENS} tokens, ${name}`, speaking, draw, 20);
}

/** Costs nothing and says what the model said. */
let spoken = 0;
const replay: StepModel = {
  vocabulary: model.vocabulary,
  runtime: 'kernels',
  initialState: () => model.initialState(),
  rows: model.rows,
  step: async () => logits[spoken++ % logits.length],
  read: async (_tokens, _state, wanted) => (wanted === 'none' ? [] : [logits[0]]),
  dispose() {},
};
const app = appOver(replay, manifest, onnx, tokenizerJson);
const ask = async (body: object) => {
  const response = await app(JSON.stringify({ max_tokens: TOKENS, ...body }));
  const answer = await response.text();
  if (!response.ok) throw new Error(`the application answered ${response.status}: ${answer}`);
};
let asked = 0;
/** Never the same text twice, or the cache of prefixes would spare the reading. */
const fresh = (text: string) => `${String(asked++).padStart(7, '0')}${text.slice(7)}`;
await row(
  'whole application, 200 characters',
  readingShort + speaking,
  () => ask({ prompt: fresh(short) }),
  10,
);
await row(
  'the same, streamed',
  readingShort + speaking,
  () => ask({ prompt: fresh(short), stream: true }),
  10,
);
await row(
  'the same, resumable',
  readingShort + speaking,
  () => ask({ prompt: fresh(short), resumable: true }),
  10,
);
await row(
  'whole application, 20,000 characters',
  readingLong + speaking,
  () => ask({ prompt: fresh(long) }),
  1,
);

const cold: Record<string, number[]> = {};
for (let sample = 0; sample < COLD_SAMPLES; sample++) {
  const script = fileURLToPath(new URL('./path-cold.ts', import.meta.url));
  const times: Record<string, number> = JSON.parse(
    execFileSync(process.execPath, [script, directory], { encoding: 'utf8' }),
  );
  for (const [stage, ms] of Object.entries(times)) {
    cold[stage] ??= [];
    cold[stage].push(ms);
  }
}
for (const [stage, samples] of Object.entries(cold)) {
  rows.push({ part: `cold, ${stage}`, ms: median(samples), kernels: readingShort + speaking });
}

console.log(
  `${values.model}, ms of CPU; kernels: what they take for the same request (cold: 200 characters and 16 tokens)`,
);
console.table(
  Object.fromEntries(
    rows.map(({ part, ms, kernels }) => [
      part,
      { ms: ms.toFixed(3), kernels: kernels.toFixed(3), share: `${((100 * ms) / kernels).toFixed(0)} %` },
    ]),
  ),
);
