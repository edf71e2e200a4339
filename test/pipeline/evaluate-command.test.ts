import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomModel } from '../helpers/random-model.ts';

const CLI = join(import.meta.dirname, '../../model-build/cli.ts');
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'evaluate', ...args]);

describe('model -- evaluate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-'));
    await writeRandomModel(folder);
    // Two documents, the second cut inside its last character.
    await writeFile(join(folder, 'text.txt'), Buffer.from('One.\n\nA caf\xc3', 'latin1'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints one line of JSON, whichever side of the model --text stands', async () => {
    const text = join(folder, 'text.txt');
    const { stdout } = await run('--text', text, join(folder, 'random'), '--runtime', 'ort', '--json');
    const result = JSON.parse(stdout);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({
      model: 'random@1.0.0',
      text: [text],
      documents: 2,
      bytes: 10,
      tokens: 10,
    });
    expect(result.runtime).toMatch(/^onnxruntime-web \d/);
    expect(result.bitsPerByte).toBeGreaterThan(6);
    expect(result.bitsPerByte).toBeLessThan(15);
  });

  it('says what is wrong, and fails', async () => {
    await expect(run(folder, '--text', join(folder, 'text.txt'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("wanted a model's directory"),
    });
    await expect(run(join(folder, 'random'), '--text', join(folder, 'absent.txt'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('absent.txt: cannot be read'),
    });
  });
});
