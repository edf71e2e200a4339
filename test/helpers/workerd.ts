/** Plain workerd for a test, ended with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { workerdBinary } from '../../scripts/service/bundle.ts';

/** Ports on loopback: of its socket `http`, and of V8's inspector. */
export interface WorkerdPorts {
  http: number;
  inspector: number;
}

/** Serves a configuration, with what else workerd's command line takes. */
export async function serveWorkerd(config: string, ...more: string[]): Promise<WorkerdPorts> {
  const args = ['serve', config, '--socket-addr', 'http=127.0.0.1:0', '--inspector-addr=127.0.0.1:0'];
  const child = spawn(workerdBinary(), [...args, '--control-fd=1', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const ports: Record<string, number> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { event: string; socket?: string; port: number };
    ports[told.event === 'listen-inspector' ? 'inspector' : told.socket!] = told.port;
    if (ports.http && ports.inspector) return { http: ports.http, inspector: ports.inspector };
  }
  throw new Error('workerd ended before it listened');
}
