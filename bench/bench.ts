/**
 * `npm run bench [-- --models DIR --only NAME ...]`: measures every model in workerd, prints a table and writes
 * bench/results/latest.json. The method is in bench/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBundle } from './bundle.ts';
import { measureColdStart, SAMPLES } from './cold-start.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { type BenchModel, readModels } from './models.ts';
import { printReport } from './report.ts';
import { measureSpeed, ROUND_MS, ROUNDS } from './speed.ts';
import { median, medianRatio } from './statistics.ts';

const RESULTS = new URL('./results/', import.meta.url);

/** Values of a record, each changed; the keys stay. */
function mapValues<In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

async function measureModel(model: BenchModel) {
  console.error(`bench: ${model.name} ${model.manifest.version}, ${model.manifest.architecture.summary}`);
  const speed = await measureSpeed(model);
  const cold = await measureColdStart(model);
  return {
    version: model.manifest.version,
    architecture: model.manifest.architecture.summary,
    multiplyAccumulates: model.manifest.architecture.multiplyAccumulates,
    modelBytes: model.onnx.length,
    msPerToken: mapValues(speed.rounds, median),
    /** Milliseconds per token against onnxruntime-web, median over rounds: below 1 is faster. */
    toOrtWeb: mapValues(speed.rounds, (rounds) => medianRatio(rounds, speed.rounds.ort)),
    coldStartMs: mapValues(cold, (samples) => mapValues({ ...samples }, median)),
    wasmBytes: speed.wasmBytes,
  };
}
export type ModelFigures = Awaited<ReturnType<typeof measureModel>>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { models: { type: 'string' }, only: { type: 'string', multiple: true, default: [] } },
  });
  const root = values.models ?? fileURLToPath(new URL('../models', import.meta.url));
  const models = readModels(root, values.only);
  const figures: Record<string, ModelFigures> = {};
  for (const model of models) figures[model.name] = await measureModel(model);
  const report = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
    method: { rounds: ROUNDS, roundMs: ROUND_MS, coldStartSamples: SAMPLES },
    models: figures,
    bundle: { default: measureBundle() },
  };
  printReport(report);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('latest.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
}

export type Report = {
  machine: ReturnType<typeof describeMachine>;
  versions: Record<string, string>;
  models: Record<string, ModelFigures>;
  bundle: Record<string, ReturnType<typeof measureBundle>>;
};

await main();
