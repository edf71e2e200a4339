/** Where `npm start` listens, from the environment, and whether that place is free. */
import { once } from 'node:events';
import { createServer, isIP } from 'node:net';

export interface Place {
  /** An IP address of this machine, or `localhost`. */
  host: string;
  port: number;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Throws an error for people when HOST or PORT cannot be used. */
export function readPlace({ HOST = '127.0.0.1', PORT = '8787' }: NodeJS.ProcessEnv): Place {
  if (isIP(HOST) === 0 && HOST !== 'localhost') {
    throw new Error(`HOST: got "${HOST}", wanted an IP address of this machine, 0.0.0.0 for all of them`);
  }
  const port = /^\d+$/.test(PORT) ? Number(PORT) : 0;
  if (port < 1 || port > 65_535) throw new Error(`PORT: got "${PORT}", wanted a number from 1 to 65535`);
  return { host: HOST, port };
}

/** The address at which this machine itself reaches the server. */
export function ownUrl({ host, port }: Place): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
}

/** What whoever starts a server must know of a host that others can reach; undefined for loopback. */
export function exposure({ host, port }: Place): string | undefined {
  if (LOOPBACK.test(host)) return undefined;
  const where = host === '0.0.0.0' || host === '::' ? 'every network of this machine' : host;
  return `HOST=${host}: port ${port} is open to ${where}. Whoever reaches it may ask, without a key or a rate limit.`;
}

/** Throws an error for people when nothing can listen at this place. */
export async function requireFree({ host, port }: Place): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw new Error(explain({ host, port }, error as NodeJS.ErrnoException));
  } finally {
    server.close();
  }
}

function explain({ host, port }: Place, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') {
    return `port ${port} of ${host} is in use by another program (an earlier \`npm start\`?). PORT=${port + 1} npm start takes another one`;
  }
  if (code === 'EACCES') return `port ${port} is not for this user: ports below 1024 want more rights`;
  if (code === 'EADDRNOTAVAIL') return `HOST: ${host} is no address of this machine`;
  return `cannot listen on ${host} port ${port}: ${message}`;
}
