import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { fromHere } from '../../../model-build/settings.ts';

afterEach(() => vi.unstubAllEnvs());

it.each(['model', 'soak', 'bench', 'service', 'build:manners'])(
  'a path given to npm run %s is of where the person stands',
  (script) => {
    vi.stubEnv('npm_lifecycle_event', script);
    vi.stubEnv('INIT_CWD', '/home/me/texts');
    expect(fromHere('notes.txt')).toBe('/home/me/texts/notes.txt');
    expect(fromHere('/etc/notes.txt')).toBe('/etc/notes.txt');
  },
);

it('without npm, or under another of its scripts, it is of the working directory', () => {
  vi.stubEnv('INIT_CWD', '/home/me/texts');
  vi.stubEnv('npm_lifecycle_event', 'test');
  expect(fromHere('notes.txt')).toBe(join(process.cwd(), 'notes.txt'));
});
