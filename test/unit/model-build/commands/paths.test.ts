/** Every path that a command takes is found from where the person stands, wherever npm runs the command. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Argument, Command, type Option } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { modelFolder } from '../../../../model-build/artefact/model-folder.ts';

const COMMANDS = join(import.meta.dirname, '../../../../model-build/commands');
/** What stands for a path in a usage line: `<file>`, `[file]`, `<dir>`, `<file...>`. */
const PATH = /^(?:file|dir|folder|path)/;

beforeEach(() => {
  vi.stubEnv('npm_lifecycle_event', 'model');
  vi.stubEnv('INIT_CWD', '/home/me');
});
afterEach(() => vi.unstubAllEnvs());

async function commands(): Promise<Command[]> {
  const found: Command[] = [];
  for (const file of readdirSync(COMMANDS)) {
    const exported: object = await import(join(COMMANDS, file));
    found.push(...Object.values(exported).filter((value) => value instanceof Command));
  }
  return found;
}

/** What an option or an argument that takes a path makes of `notes.txt`; undefined for others. */
function parsed(taken: Option | Argument): unknown {
  const placeholder = 'flags' in taken ? /[<[](.*?)[>\]]/.exec(taken.flags)?.[1] : taken.name();
  if (!PATH.test(placeholder ?? '')) return undefined;
  return taken.parseArg ? taken.parseArg('notes.txt', undefined as never) : 'notes.txt';
}

it('whatever option or argument takes it', async () => {
  const told: Record<string, unknown> = {};
  for (const command of await commands()) {
    for (const option of command.options) told[`${command.name()} ${option.long}`] = parsed(option);
    for (const argument of command.registeredArguments)
      told[`${command.name()} ${argument.name()}`] = parsed(argument);
  }
  const paths = Object.entries(told).filter(([, path]) => path !== undefined);
  expect(paths.map(([name]) => name)).toEqual(
    expect.arrayContaining(['samples --out', 'evaluate --text', 'new --text', 'publish --persist-to']),
  );
  for (const [name, path] of paths) expect([name, [path].flat()]).toEqual([name, ['/home/me/notes.txt']]);
});

it('of a model too, unless it is a name', () => {
  expect(modelFolder('mine/1.0.0')).toBe('/home/me/mine/1.0.0');
  expect(modelFolder('mine')).toMatch(/models\/mine\/?$/);
});
