/** What the model in the page tells of its memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../../web/local/engine.ts';
import type { Store } from '../../../../web/local/files.ts';
import { type LocalModel, openModel } from '../../../../web/local/open-model.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TEXT = 'Dear Ms Featherstone, thank you for your letter. I have spoken to Mr Quigley, and Ms Feather';
const signal = new AbortController().signal;

const NOTHING: Store = { get: async () => undefined, put: async () => {}, delete: async () => {} };
const fetchFile = async (url: RequestInfo | URL) =>
  new Response(readFileSync(join(ROOT, new URL(String(url)).pathname)));

let local: LocalModel;
let engine: Engine;

beforeAll(async () => {
  const bytes = readFileSync(join(ROOT, 'src/runtime/kernels/kernels.wasm'));
  const platform = { fetch: fetchFile, store: NOTHING, kernels: WebAssembly.compile(bytes) };
  local = await openModel({ server: 'http://models.invalid', model: 'english-small' }, platform);
  engine = fresh();
});

const fresh = () => createEngine(local, async () => {});
const widthOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
const suggest = async (of: Engine, prompt: string) =>
  (await of.complete({ prompt, suggestions: 1 }, signal)).choices[0]!;

describe('the memory along a text', () => {
  it('is one row a token, the start first, as wide as the vectors of the graph', async () => {
    const { pieces, sizes, values } = await engine.trace(TEXT, signal);
    expect(pieces[0]).toBe('');
    expect(pieces.join('')).toBe(TEXT);
    expect(sizes).toEqual(local.manifest.graph.states.map(({ shape }) => shape[1]));
    expect(values).toHaveLength(pieces.length * widthOf(sizes));
  });

  it('is the same whether a text was typed or pasted, whatever stood there before', async () => {
    const typed = fresh();
    for (const end of [10, 40, 41, 60, TEXT.length]) await typed.trace(TEXT.slice(0, end), signal);
    await typed.trace(`${TEXT.slice(0, 30)} nobody`, signal);
    expect(await typed.trace(TEXT, signal)).toEqual(await engine.trace(TEXT, signal));
  });

  it('keeps two questions apart that are asked at once', async () => {
    const both = fresh();
    const [one, other] = await Promise.all([
      both.trace('One text', signal),
      both.trace('Another one', signal),
    ]);
    expect(one).toEqual(await fresh().trace('One text', signal));
    expect(other).toEqual(await fresh().trace('Another one', signal));
  });

  it('tells of the end of a long text, and goes on after an abort', async () => {
    const long = fresh();
    const text = 'all work and no play '.repeat(200);
    const controller = new AbortController();
    const left = long.trace(text, controller.signal);
    controller.abort();
    await expect(left).rejects.toThrow('abort');
    const { pieces } = await long.trace(text, signal);
    expect(pieces.length).toBeGreaterThan(256);
    expect(pieces.length).toBeLessThanOrEqual(384);
    expect(text.endsWith(pieces.join(''))).toBe(true);
  });
});

it('says how many tokens it had to read for an answer: all of a text once, and then what is new', async () => {
  const typist = fresh();
  const read: number[] = [];
  for (const prompt of [TEXT, `${TEXT}s`])
    await typist.complete({ prompt, suggestions: 1 }, signal, 'typist', (tokens) => read.push(tokens));
  expect(read[0]).toBe(local.tokenizer.encode(TEXT).length);
  expect(read[1]).toBeLessThan(6);
});

describe('what the cache has raised', () => {
  it("is the text's own words, the most raised first, none of which is common", async () => {
    const { raised } = await engine.trace(TEXT, signal);
    expect(raised.map(({ text }) => text)).toContain('ather');
    expect(raised.map(({ text }) => text)).not.toContain(' the');
    const times = raised.map(({ times }) => times);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(times.at(-1)).toBeGreaterThan(1);
  });

  it('is forgotten on demand, by the trace and by what is suggested from there on', async () => {
    const forgetful = fresh();
    const remembered = await suggest(forgetful, TEXT);
    expect(remembered.text).toBe('stone');
    const { raised, pieces } = await forgetful.trace(TEXT, signal, true);
    expect(pieces.join('')).toBe(TEXT);
    expect(raised).toEqual([]);
    const after = await suggest(forgetful, TEXT);
    expect(after.text === 'stone' ? after.confidence! : 0).toBeLessThan(remembered.confidence!);
    // What is written after it is learned again.
    const again = `${TEXT}stone. I shall write to Ms Feather`;
    expect((await forgetful.trace(again, signal)).raised.map(({ text }) => text)).toContain('ather');
    expect((await suggest(forgetful, again)).text).toBe('stone');
  });
});
