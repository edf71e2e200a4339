/**
 * `npm run bench:training -- [cells]`: tokens a second of our trainer and of PyTorch on the same network, batch and
 * cores; ours with all cores for OpenBLAS, and with a shard of each step for every core (`training.shards`). Rounds
 * alternate, a fresh process each; ratios are medians over the rounds. PyTorch is skipped, with a word,
 * where `/usr/bin/python3` has none (Debian: python3-torch, libopenblas0-pthread). Writes results/training.json.
 *
 * `npm run bench:training -- --backend webgpu [cells]`: tokens a second on this machine's GPU, and where a step goes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { median, medianRatio } from '../statistics.ts';
import { profileGpu } from './gpu.ts';

const ROUNDS = 3;
const STEPS = '5';
/** Shards have as many lanes each, so a number that divides the batch of 64. */
const CORES = 2 ** Math.floor(Math.log2(availableParallelism()));
const PEERS = ['gru', 'lstm', 'gated-linear'];
const CELLS = [...PEERS, 'rnn', 'lstm-gru', 'perceptron', 'mlp', 'cnn'];
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Tokens a second of one process, or undefined where it cannot run. */
function rate(command: string, args: string[], env: object = {}): number | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) return undefined;
  const figures = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>;
  return figures.tokensPerSecond;
}

const ours = (cell: string, shards = 1, env = {}) =>
  rate(process.execPath, [path('step-rate.ts'), cell, STEPS, String(shards)], env)!;
const torch = (cell: string) =>
  rate('/usr/bin/python3', [path('../peers/pytorch.py'), '--cell', cell, '--steps', STEPS]);

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { backend: { type: 'string', default: 'wasm' } },
});
if (values.backend === 'webgpu') {
  await profileGpu(asked);
  process.exit();
}
if (values.backend !== 'wasm')
  throw new RangeError(`--backend: got ${values.backend}, wanted wasm or webgpu`);

const hasTorch = spawnSync('/usr/bin/python3', ['-c', 'import torch']).status === 0;
if (!hasTorch)
  console.error('PyTorch skipped: /usr/bin/python3 has no torch (apt-get install python3-torch)');
const results: Record<string, Record<string, number>> = {};
for (const cell of asked.length > 0 ? asked : CELLS) {
  const rounds: { ours: number; sharded: number; torch: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const peer = hasTorch && PEERS.includes(cell) ? torch(cell) : undefined;
    rounds.push({ ours: ours(cell), sharded: ours(cell, CORES), torch: peer ?? Number.NaN });
  }
  const result: Record<string, number> = {
    tokensPerSecond: median(rounds.map((r) => r.ours)),
    sharded: median(rounds.map((r) => r.sharded)),
    withoutBlas: ours(cell, CORES, { AFTERWORD_BLAS: 'off' }),
  };
  if (rounds.every((r) => r.torch > 0)) {
    result.torchTokensPerSecond = median(rounds.map((r) => r.torch));
    const torches = rounds.map((r) => r.torch);
    result.toTorch = medianRatio(
      rounds.map((r) => r.ours),
      torches,
    );
    result.shardedToTorch = medianRatio(
      rounds.map((r) => r.sharded),
      torches,
    );
  }
  results[cell] = Object.fromEntries(Object.entries(result).map(([k, v]) => [k, Number(v.toPrecision(4))]));
  console.log(cell.padEnd(14), JSON.stringify(results[cell]));
}
mkdirSync(path('../results'), { recursive: true });
const report = { machine: describeMachine(), rounds: ROUNDS, steps: Number(STEPS), results };
writeFileSync(path('../results/training.json'), `${JSON.stringify(report, null, 2)}\n`);
