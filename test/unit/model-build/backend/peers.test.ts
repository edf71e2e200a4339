import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { openBackend } from '../../../../model-build/backend/index.ts';
import { BackendUnavailable, installCommand, PEERS } from '../../../../model-build/backend/peers.ts';
import project from '../../../../package.json' with { type: 'json' };

const { resolve } = createRequire(import.meta.url);
const isInstalled = (name: string): boolean => {
  try {
    return resolve(name) !== '';
  } catch {
    return false;
  }
};

it('asks for the versions that package.json names', () => {
  expect(installCommand('webgpu')).toBe(
    `npm install --no-save --save-dev webgpu@${project.peerDependencies.webgpu} ` +
      `@tensorflow/tfjs-backend-webgpu@${project.peerDependencies['@tensorflow/tfjs-backend-webgpu']}`,
  );
});

it('keeps the big packages out of the install', () => {
  const installed = { ...project.dependencies, ...project.devDependencies, ...project.optionalDependencies };
  for (const name of Object.values(PEERS).flat()) {
    expect(installed).not.toHaveProperty(name);
    expect(project.peerDependenciesMeta[name]).toEqual({ optional: true });
  }
});

it.for(Object.entries(PEERS))(
  '%s: what is missing is said, with the command that installs it',
  async ([backend, packages], { skip }) => {
    skip(packages.every(isInstalled), `${packages.join(', ')} installed here`);
    const name = backend as keyof typeof PEERS;
    const error = await openBackend(name).catch((error) => error);
    expect(error).toBeInstanceOf(BackendUnavailable);
    expect(error.installed).toBe(false);
    expect(error.message).toContain(installCommand(name));
  },
);

it('auto opens something, whatever is installed', async () => {
  const backend = await openBackend('auto');
  expect(backend.software).toBe(false);
  expect(['tfjs-node-gpu', 'webgpu', 'wasm']).toContain(backend.name);
});
