/**
 * `npm run bench [-- --models DIR --only NAME ...]`: measures every model in workerd, prints a table and writes
 * bench/results/latest.json. The method is in bench/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fromHere } from '../model-build/settings.ts';
import { measureBundle } from '../test/fixtures/bundle.ts';
import { type BenchModel, readModels } from '../test/fixtures/models.ts';
import { type ColdStart, measureColdStart, SAMPLES } from './cold-start.ts';
import { type Cpu, measureCpu } from './cpu.ts';
import { measureHeap } from './heap.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { measureReading, type Reading } from './reading.ts';
import { printReport } from './report.ts';
import { measureSpeed, ROUND_MS, ROUNDS, type Speed } from './speed.ts';
import { median, medianRatio } from './statistics.ts';

const RESULTS = new URL('./results/', import.meta.url);

/** Values of a record, each changed; the keys stay. */
function mapValues<In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Our kernels against the others; below 1 is faster. `kernelsToOrtNode` is missing where native onnxruntime is. */
function ratiosOf(
  { rounds }: Speed,
  cold: Record<string, ColdStart>,
  cpu: Cpu | undefined,
  reading: Reading | undefined,
): Record<string, number> {
  const read = rounds['kernels, read'];
  return {
    readToStep: medianRatio(read, rounds.kernels),
    readToOrtWeb: medianRatio(read, rounds.ort),
    ...('ort-node' in rounds && { readToOrtNode: medianRatio(read, rounds['ort-node']) }),
    ...reading?.ratios,
    ...(cpu && { typedToAnew: cpu.typedToAnew, n8ToN1: cpu.n8ToN1, cacheShare: cpu.cacheShare }),
    kernelsToOrtWeb: medianRatio(rounds.kernels, rounds.ort),
    ...('ort-node' in rounds && { kernelsToOrtNode: medianRatio(rounds.kernels, rounds['ort-node']) }),
    kernelsToFastestMatvec: medianRatio(rounds.kernels, rounds.matvec),
    coldStartToOrtWeb: median(cold.kernels.total) / median(cold.ort.total),
  };
}

/** The figures that the project is judged by: of one model, and of a small one for a prompt read from its beginning. */
function headline(figures: Record<string, ModelFigures>, bundle: Report['bundle']) {
  const model = 'english' in figures ? 'english' : Object.keys(figures)[0];
  const small = 'english-small' in figures ? 'english-small' : model;
  const { ratios, cpuMs, read8192Ms, wasmBytes, modelBytes, heap } = figures[model];
  const memoryBytes = wasmBytes.kernels + heap.objectBytes + heap.bufferBytes;
  return {
    of: { model, small },
    ratios,
    cpuMs: { ...cpuMs, cold200plus16Small: figures[small].cpuMs?.cold200plus16 },
    read8192Ms: { ...read8192Ms },
    sizes: {
      liteBundleRawKB: bundle.lite.rawBytes / 1000,
      memoryOverWeightsMB: (memoryBytes - modelBytes) / 1e6,
    },
  };
}

async function measureModel(model: BenchModel) {
  console.error(`bench: ${model.name} ${model.manifest.version}, ${model.manifest.architecture.summary}`);
  const speed = await measureSpeed(model);
  const cold = await measureColdStart(model);
  const cpu = await measureCpu(model);
  const reading = await measureReading(model);
  return {
    version: model.manifest.version,
    architecture: model.manifest.architecture.summary,
    multiplyAccumulates: model.manifest.architecture.multiplyAccumulates,
    modelBytes: model.onnx.length,
    msPerToken: mapValues(speed.rounds, median),
    /** Milliseconds per token against onnxruntime-web, median over rounds: below 1 is faster. */
    toOrtWeb: mapValues(speed.rounds, (rounds) => medianRatio(rounds, speed.rounds.ort)),
    ratios: ratiosOf(speed, cold, cpu, reading),
    coldStartMs: mapValues(cold, (samples) => mapValues({ ...samples }, median)),
    cpuMs: cpu?.ms,
    read8192Ms: reading?.ms,
    wasmBytes: speed.wasmBytes,
    heap: measureHeap(model.directory),
  };
}
export type ModelFigures = Awaited<ReturnType<typeof measureModel>>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { models: { type: 'string' }, only: { type: 'string', multiple: true, default: [] } },
  });
  const root = fromHere(values.models ?? fileURLToPath(new URL('../models', import.meta.url)));
  const models = readModels(root, values.only);
  const figures: Record<string, ModelFigures> = {};
  for (const model of models) figures[model.name] = await measureModel(model);
  const bundle = { default: measureBundle(), lite: measureBundle('lite') };
  const report = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
    method: { rounds: ROUNDS, roundMs: ROUND_MS, coldStartSamples: SAMPLES },
    ...headline(figures, bundle),
    models: figures,
    bundle,
  };
  printReport(report);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('latest.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
}

export type Report = {
  machine: ReturnType<typeof describeMachine>;
  versions: Record<string, string>;
  models: Record<string, ModelFigures>;
  bundle: Record<'default' | 'lite', ReturnType<typeof measureBundle>>;
  ratios: Record<string, number>;
  cpuMs: Record<string, number | undefined>;
  read8192Ms: Record<string, number>;
  sizes: Record<string, number>;
  of: { model: string; small: string };
};

await main();
