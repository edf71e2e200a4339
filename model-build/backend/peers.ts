/** Packages that some backends need: large, native, and so not installed with the project (peers in package.json). */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import project from '../../package.json' with { type: 'json' };

/** Packages behind each backend that is not installed by default. */
export const PEERS = {
  'tfjs-node-gpu': ['@tensorflow/tfjs-node-gpu'],
  webgpu: ['webgpu', '@tensorflow/tfjs-backend-webgpu'],
  'tfjs-node': ['@tensorflow/tfjs-node'],
} as const;
/** A backend that needs a package of its own. */
export type PeerBackend = keyof typeof PEERS;

const versions: Record<string, string> = project.peerDependencies;
const resolver = createRequire(import.meta.url);

/** This machine lacks something that the backend needs; the message says what to do about it. */
export class BackendUnavailable extends Error {
  /** Whether its packages are there. */
  readonly installed: boolean;
  constructor(message: string, installed: boolean, options?: ErrorOptions) {
    super(message, options);
    this.installed = installed;
  }
}

/**
 * The command that installs what a backend needs. Not saved: whoever only serves models needs none of it.
 * Called development packages, because npm passes over optional peers that are asked for as nothing else.
 */
export const installCommand = (backend: PeerBackend): string =>
  `npm install --no-save --save-dev ${PEERS[backend].map((name) => `${name}@${versions[name]}`).join(' ')}`;

/**
 * Loads one of a backend's packages. Throws BackendUnavailable when one of them is not installed, or when this one
 * is and does not load (a shared library is missing, or a binary for this Node).
 */
export async function loadPeer<B extends PeerBackend>(
  backend: B,
  name: (typeof PEERS)[B][number],
): Promise<unknown> {
  const path = PEERS[backend].map((peer) => pathOf(backend, peer))[PEERS[backend].indexOf(name as never)];
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackendUnavailable(`backend ${backend}: ${name} does not load: ${why}`, true, { cause });
  }
}

function pathOf(backend: PeerBackend, name: string): string {
  try {
    return resolver.resolve(name);
  } catch (cause) {
    const message = `backend ${backend}: ${name} is not installed. In the repository: ${installCommand(backend)}`;
    throw new BackendUnavailable(message, false, { cause });
  }
}
