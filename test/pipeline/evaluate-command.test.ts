import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { floatTwin } from '../../model-build/onnx/float-twin.ts';
import { RANDOM_SPEC, randomWeights, writeRandomModel } from '../fixtures/random-model.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const CLI = join(REPOSITORY, 'model-build/cli.ts');
const FIXTURE = join(REPOSITORY, 'models/fixture-gru');
/** Known to nobody by heart, and long enough to be gone on with. */
const LETTER =
  `The harbour was quiet that evening. She walked along the wall and counted the boats, and the bread in
her bag was still warm. Nothing else had changed since the spring, he said, and she believed him.
`.repeat(4);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  await writeRandomModel(folder);
  // Two documents, the second cut inside its last character.
  await writeFile(join(folder, 'text.txt'), Buffer.from('One.\n\nA caf\xc3', 'latin1'));
  await writeFile(join(folder, 'letter.txt'), LETTER);
  await writeFile(join(folder, 'signs.txt'), '... --- ...\n');
});
afterAll(() => rm(folder, { recursive: true }));

function run(...args: string[]) {
  const env = { ...process.env, RUNS: join(folder, 'runs'), MODELS: folder };
  const all = ['--disable-warning=ExperimentalWarning', CLI, 'evaluate', ...args];
  return promisify(execFile)(process.execPath, all, { env, cwd: REPOSITORY });
}

describe('model -- evaluate', () => {
  it('prints one line of JSON, whichever side of the model --text stands', async () => {
    const text = join(folder, 'text.txt');
    const { stdout } = await run('--text', text, join(folder, 'random'), '--runtime', 'ort', '--json');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const result = JSON.parse(stdout);
    const counts = { documents: 2, bytes: 10, tokens: 10 };
    expect(result).toMatchObject({ model: 'random@1.0.0', ...counts });
    expect(result.texts).toMatchObject([
      { name: text, part: 'own text', ...counts, sample: { documents: 2 } },
    ]);
    expect(result.runtime).toMatch(/^onnxruntime-web \d/);
    expect(result.bitsPerByte).toBeGreaterThan(6);
    expect(result.bitsPerByte).toBeLessThan(15);
    expect(result.texts[0].perplexity).toBeCloseTo(2 ** result.bitsPerByte, 9);
  });

  it('keeps its table with the version that it is of, once', async () => {
    const model = join(folder, 'recorded');
    await cp(join(folder, 'random'), model, { recursive: true });
    const before = await readModel(model);
    const text = join(folder, 'text.txt');
    const { stdout } = await run(model, '--text', text, '--no-typing', '--record');
    const after = await readModel(model);
    const table = new TextDecoder().decode(after.files.get('EVALUATION.md'));
    expect(stdout).toContain(table);
    expect(table).toContain('**bits per byte**');
    const { 'EVALUATION.md': added, ...files } = after.manifest.files;
    expect({ ...after.manifest, files }).toEqual(before.manifest);
    expect(added.bytes).toBe(after.files.get('EVALUATION.md')!.length);
    await expect(run(model, '--text', text, '--no-typing', '--record')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has its EVALUATION.md already'),
    });
  });

  it('measures a model as it is served, with its cache, and the network alone when asked to', async () => {
    const model = join(folder, 'cached');
    await cp(join(folder, 'random'), model, { recursive: true });
    const { manifest } = await readModel(model);
    const shares = [0.5, 0.5, 0.5, 0.5];
    const cache = { window: 512, corpora: ['own'], shares: { once: shares, same: shares, mixed: shares } };
    await writeFile(join(model, '1.0.0/manifest.json'), JSON.stringify({ ...manifest, cache }));
    // A text that says the same four times over.
    const text = join(folder, 'letter.txt');
    const bits = async (...args: string[]) =>
      JSON.parse((await run(model, '--text', text, '--no-typing', '--json', ...args)).stdout).bitsPerByte;
    const alone = await bits('--no-cache');
    expect(alone).toBeGreaterThan(6);
    expect(await bits()).toBeLessThan(alone / 2);
  });

  it('reports every measure of each text, beside n-grams of what the model was trained on', async () => {
    const [letter, signs] = ['letter.txt', 'signs.txt'].map((file) => join(folder, file));
    const json = join(folder, 'figures.json');
    const { stdout } = await run(FIXTURE, '--text', letter, '--text', signs, '--baselines', '--json', json);
    for (const measure of [
      '**bits per byte**',
      'bits per byte of 5-grams',
      'perplexity per token',
      '**next word**, first',
      '**keys saved**, three suggestions, from confidence 0.6',
      'typist, from confidence 0.4: carets with a ghost',
      'word search: next word, first',
      'word search: keys saved, one suggestion',
      'Contractions of which the rest is the first suggestion',
      'exact match of 5 words, 10 % shown',
      'repeated word 4-grams, likeliest',
      'longest copy of training text, tokens',
      'anecdote',
      'tokens that recipe fixture-gru',
    ])
      expect(stdout).toContain(measure);
    expect(stdout).toMatch(/\n\d\.\d{4} bits per byte {2}\(\d+ bytes/);

    const result = JSON.parse(await readFile(json, 'utf8'));
    expect(result.texts.map(({ name }: { name: string }) => name)).toEqual([letter, signs]);
    const [{ bitsPerByte, sample }, second] = result.texts;
    expect(bitsPerByte).toEqual({
      value: bitsPerByte.value,
      low: bitsPerByte.value,
      high: bitsPerByte.value,
    });
    expect(sample.typing.words).toBe(148);
    expect(sample.written.copying.longest).toBeGreaterThanOrEqual(4);
    // No word, nothing to type.
    expect(second.sample.typing).toBeUndefined();
    const [whole, pruned] = result.baselines;
    expect(pruned.bytes).toBeLessThanOrEqual(result.modelBytes);
    expect(Object.keys(whole.corpora)).toEqual([letter, signs]);
    expect(result.millisecondsPerToken).toBeGreaterThan(0);
  });

  it('measures the float32 twin on the same text, and no more of it than is asked for', async () => {
    const twin = join(folder, 'twin.onnx');
    await writeFile(twin, floatTwin(RANDOM_SPEC, randomWeights(RANDOM_SPEC, 1)));
    const letter = join(folder, 'letter.txt');
    const { stdout, stderr } = await run(
      ...['random', '--text', letter, '--no-typing', '--limit-bytes', '50', '--float', twin, '--json'],
    );
    const { texts, bytes, bitsPerByte, limitBytes } = JSON.parse(stdout);
    expect({ bytes, limitBytes }).toEqual({ bytes: 50, limitBytes: 50 });
    expect(texts[0].quantized).toMatchObject({ int8: bitsPerByte, source: 'twin' });
    expect(texts[0].quantized.float32).toBeCloseTo(bitsPerByte, 1);
    expect(texts[0].sample).toBeUndefined();
    expect(stderr).toContain('bits per byte of the float32 twin: 50 tokens');
  });

  it('of a model made from a file is of that file, beside the figures of its manifest', async () => {
    const { stdout } = await run(FIXTURE, '--no-typing', '--limit-bytes', '2000', '--json');
    const { texts } = JSON.parse(stdout);
    expect(texts).toMatchObject([{ part: 'training text', quantized: { source: 'manifest' } }]);
  });

  it('says what is wrong, and fails', async () => {
    const wrong = (args: string[], stderr: string) =>
      expect(run(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(stderr) });
    const [text, random] = [join(folder, 'text.txt'), join(folder, 'random')];
    await wrong([folder, '--text', text], "wanted a model's directory");
    await wrong([random, '--text', join(folder, 'absent.txt')], 'absent.txt: cannot be read');
    await wrong([random], 'names no corpora that it was made from: wanted --text FILE');
    await wrong([random, '--text', text, '--baselines'], 'no recipe random; there are: ');
    await wrong([random, '--text', text, '--limit-bytes', '0'], 'wanted a whole number, 1 or more');
  });
});
