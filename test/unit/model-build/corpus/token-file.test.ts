import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  prepareTokens,
  readTokens,
  readValidation,
  type TokenRequest,
} from '../../../../model-build/corpus/token-file.ts';
import { bytesTokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';

const tokenizerJson = bytesTokenizerFile();
const tokenizer = loadTokenizer(tokenizerJson);
let folder: string;
let request: TokenRequest;

/** `count` documents of one paragraph of 20 bytes: 21 tokens each with the start token. */
function documents(name: string, count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `${name} ${String(i).padStart(18 - name.length, '.')}\n`,
  ).join('\n');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  await writeFile(join(folder, 'sea.txt'), documents('sea', 400));
  await writeFile(join(folder, 'land.txt'), documents('land', 10));
  request = {
    tokenizerJson,
    corpora: [
      { name: 'sea', files: [join(folder, 'sea.txt')], share: 3 },
      { name: 'land', files: [join(folder, 'land.txt')], share: 1 },
    ],
    tokens: 21 * 100,
    seed: 1,
    cacheDir: join(folder, 'cache'),
  };
});
afterAll(() => rm(folder, { recursive: true }));

async function textsOf(changes: Partial<TokenRequest> = {}): Promise<string[]> {
  const tokens = await readTokens(await prepareTokens({ ...request, ...changes }));
  const starts = [...tokens.keys()].filter((at) => tokens[at] === tokenizer.startToken);
  return starts.map((from, i) => tokenizer.decode([...tokens.subarray(from, starts[i + 1])]));
}

describe('a token file', () => {
  it('holds whole documents, each after a start token', async () => {
    const texts = await textsOf();
    expect(texts).toHaveLength(100);
    for (const text of texts) expect(text).toMatch(/^(sea|land) \.*\d+\n$/);
  });

  it('has the same bytes whether one thread encodes or several do', async () => {
    const story = join(folder, 'story.txt');
    // Documents of many paragraphs: the last one that is wanted ends inside.
    const paragraphs = (n: number) => Array.from({ length: n }, (_, i) => `${n} and ${i * i}\n`).join('');
    await writeFile(story, Array.from({ length: 50 }, (_, n) => paragraphs(1 + ((7 * n) % 23))).join('\n'));
    const corpora = [...request.corpora, { name: 'story', files: [story], share: 2 }];
    for (const tokens of [1234, 60_000]) {
      const made = (threads: number) =>
        prepareTokens({
          ...request,
          corpora,
          tokens,
          threads,
          cacheDir: join(folder, `${threads} threads ${tokens}`),
        });
      const [{ path: one, ...noted }, { path: several, ...alike }] = [await made(1), await made(2)];
      expect(alike).toEqual(noted);
      expect(await readFile(several)).toEqual(await readFile(one));
    }
  });

  it('leaves out documents with a word that is not wanted, in small or capital letters, and no others', async () => {
    const path = join(folder, 'mail.txt');
    await writeFile(
      path,
      'a Bird flew\n\nnot one BIRD\nbut two\n\nblackbird\n\nbirds sing\n\nbird2\n\nnone\nbird!\n',
    );
    const corpus = { name: 'mail', files: [path], share: 1 };
    const texts = await textsOf({ corpora: [{ ...corpus, without: ['bird', 'fish'] }], tokens: 30 });
    expect(texts.sort()).toEqual(['bird2\n', 'birds sing\n', 'blackbird\n']);
    expect(await textsOf({ corpora: [corpus], tokens: 71 })).toHaveLength(6);
    const gone = ['bird', 'birds', 'blackbird', 'bird2'];
    await expect(textsOf({ corpora: [{ ...corpus, without: gone }] })).rejects.toThrow(
      'mail: no document without bird, birds, blackbird, bird2',
    );
  });

  it('leaves out paragraphs with a word that is not wanted, and documents of nothing else', async () => {
    const path = join(folder, 'desk.txt');
    await writeFile(
      path,
      'Hello,\nmy Bird is ill.\nThanks\n\na bird\nBIRD\n\nblackbird\n\nno fish here\nbut this\n',
    );
    const corpus = { name: 'desk', files: [path], share: 1 };
    const texts = await textsOf({ corpora: [{ ...corpus, withoutParagraphs: ['bird'] }], tokens: 49 });
    expect(texts.sort()).toEqual(['Hello,\nThanks\n', 'blackbird\n', 'no fish here\nbut this\n']);
    const both = { ...corpus, without: ['blackbird'], withoutParagraphs: ['bird', 'fish'] };
    expect((await textsOf({ corpora: [both], tokens: 25 })).sort()).toEqual([
      'Hello,\nThanks\n',
      'but this\n',
    ]);
  });

  it('keeps the share of a corpus whose first document is longer than that', async () => {
    const path = join(folder, 'novel.txt');
    await writeFile(
      path,
      `${'It was the best of times.\n'.repeat(500)}\n${'It was the worst.\n'.repeat(500)}`,
    );
    const novel = { name: 'novel', files: [path], share: 1 };
    const texts = await textsOf({ corpora: [request.corpora[0], novel], tokens: 4000 });
    const bytes = texts.filter((text) => text.startsWith('It')).reduce((sum, text) => sum + text.length, 0);
    expect(bytes).toBeGreaterThan(950);
    expect(bytes).toBeLessThan(1100);
    const file = await prepareTokens({ ...request, corpora: [request.corpora[0], novel], tokens: 4000 });
    expect(file.bytes).toBe(texts.reduce((sum, text) => sum + text.length, 0));
  });

  it('keeps the shares in every stretch', async () => {
    const texts = await textsOf();
    for (let from = 0; from + 8 <= texts.length; from += 8) {
      expect(texts.slice(from, from + 8).filter((text) => text.startsWith('land'))).toHaveLength(2);
    }
  });

  it('repeats a short corpus in another order, and says so', async () => {
    const land = (await textsOf()).filter((text) => text.startsWith('land'));
    expect(new Set(land.slice(0, 10)).size).toBe(10);
    expect(new Set(land.slice(10, 20))).toEqual(new Set(land.slice(0, 10)));
    expect(land.slice(10, 20)).not.toEqual(land.slice(0, 10));
    expect((await prepareTokens(request)).epochs).toEqual({ sea: 1, land: 3 });
  });

  it('says what it holds and what it was made of', async () => {
    const file = await prepareTokens(request);
    expect(file).toMatchObject({ tokens: 2100, bytes: 2000, documents: 100 });
    expect(file.sources.land[0]).toMatchObject({
      bytes: 10 * 21 - 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await readFile(file.path)).length).toBe(4200);
  });

  it('is the same for the same seed in another folder, and another for another seed', async () => {
    expect(await textsOf({ cacheDir: join(folder, 'second') })).toEqual(await textsOf());
    expect(await textsOf({ seed: 2 })).not.toEqual(await textsOf());
  });

  it('is encoded once', async () => {
    const heard: string[] = [];
    const onProgress = ({ corpus }: { corpus: string }) => heard.push(corpus);
    const cacheDir = join(folder, 'once');
    const first = await prepareTokens({ ...request, cacheDir, onProgress });
    expect(new Set(heard)).toEqual(new Set(['sea', 'land']));
    heard.length = 0;
    expect(await prepareTokens({ ...request, cacheDir, onProgress })).toEqual(first);
    expect(heard).toEqual([]);
    expect((await readdir(cacheDir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is refused when it was cut', async () => {
    const file = await prepareTokens({ ...request, cacheDir: join(folder, 'cut') });
    await truncate(file.path, 100);
    await expect(readTokens(file)).rejects.toThrow('100 bytes; wanted 4200');
  });
});

describe('validation documents', () => {
  it('come in order, with their bytes', async () => {
    const found = await readValidation({ tokenizerJson, files: [join(folder, 'land.txt')] });
    expect(found).toHaveLength(10);
    expect(found[0].bytes).toBe(20);
    expect(tokenizer.decode([...found[3].tokens])).toBe('land .............3\n');
    expect(found[3].tokens[0]).toBe(tokenizer.startToken);
  });

  it('stop before the limit, but give at least one', async () => {
    const files = [join(folder, 'land.txt')];
    expect(await readValidation({ tokenizerJson, files, limitBytes: 65 })).toHaveLength(3);
    expect(await readValidation({ tokenizerJson, files, limitBytes: 1 })).toHaveLength(1);
  });
});
