/** What the figures were measured on and with, read from the machine and the lockfile. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const LOCKFILE = new URL('../package-lock.json', import.meta.url);

export interface Machine {
  cpu: string;
  cores: number;
  memoryGB: number;
  platform: string;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGB: Math.round(totalmem() / 1e9),
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Installed versions of what decides the figures. */
export function describeVersions(): Record<string, string> {
  const lock = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const version = (name: string) => lock.packages[`node_modules/${name}`].version;
  return {
    node: process.versions.node,
    workerd: version('workerd'),
    wrangler: version('wrangler'),
    'onnxruntime-web': version('onnxruntime-web'),
  };
}
