/** Imports point one way: see arrows.ts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAMS, ROOMS } from './arrows.ts';
import { type Arrows, faultsOf } from './check-arrows.ts';
import { importsOf, readImports, roomOf } from './imports.ts';

it('each room imports only what stands below it, and what the table allows', () => {
  const imports = readImports(['src', 'web', 'model-build', 'scripts', 'bench', 'test']);
  expect(imports.length).toBeGreaterThan(500);
  expect(faultsOf(imports, ROOMS, PROGRAMS)).toEqual([]);
});

describe('the test of the arrows', () => {
  const arrow = (file: string, imported: string) => ({ file, imported });
  const rooms: Arrows = [
    ['src/low', []],
    ['src/high', ['src/low']],
  ];

  it('names both rooms of an import that no line allows, and the file', () => {
    const imports = [arrow('src/high/a.ts', 'src/low/b.ts'), arrow('src/low/b.ts', 'src/other/c.ts')];
    expect(faultsOf(imports, rooms, [])).toEqual([
      'src/low may not import src/other, and does: src/low/b.ts imports src/other/c.ts',
    ]);
  });

  it('names both of two rooms that import each other, though the table allows it', () => {
    const imports = [arrow('src/high/a.ts', 'src/low/b.ts'), arrow('src/low/b.ts', 'src/high/a.ts')];
    const both: Arrows = [['src/low', ['src/high']], rooms[1]!];
    expect(faultsOf(imports, both, [])).toEqual([
      'src/high and src/low import each other (src/high/a.ts imports src/low/b.ts)',
      'src/low may import src/high, which stands above it',
    ]);
  });

  it('names an arrow between programs once, whatever rooms it joins', () => {
    const programs: Arrows = [
      ['src', []],
      ['web', []],
    ];
    const imports = [arrow('src/high/a.ts', 'src/low/b.ts'), arrow('src/low/b.ts', 'web/core/c.ts')];
    expect(faultsOf(imports, rooms, programs)).toEqual([
      'src may not import web, and does: src/low/b.ts imports web/core/c.ts',
    ]);
  });

  it('names an arrow of the table that nobody follows', () => {
    expect(faultsOf([], rooms, [])).toEqual([
      'src/high may import src/low, and does not: take the arrow out',
    ]);
  });

  it('knows rooms by folders, and by file what stands in src itself', () => {
    expect(
      [
        'src/errors.ts',
        'src/text/words.ts',
        'model-build/recipes/shared/a.ts',
        'test/unit/src/a.test.ts',
      ].map(roomOf),
    ).toEqual(['src/errors.ts', 'src/text', 'model-build/recipes', 'test/unit']);
  });

  it('sees every way to import a file', () => {
    const source = [
      "import type { A } from './a.ts';",
      "import {\n  B,\n} from '../b.ts';",
      "import './c.ts';",
      "export * from './d.ts';",
      "const e = await import('./e.ts');",
      "new Worker(new URL('./f.ts', import.meta.url));",
      "import { readFile } from 'node:fs/promises';",
    ].join('\n');
    expect(importsOf(source)).toEqual(['./a.ts', '../b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });

  it('reads them from files', async () => {
    const root = await mkdtemp(join(tmpdir(), 'house-'));
    const files = {
      'src/a/one.ts': "import '../b/two.ts';\nimport './three.ts';\nimport '../b/missing.ts';",
      'src/a/three.ts': '',
      'src/b/two.ts': '',
      'src/b/assembly/four.ts': "import '../../a/one.ts';",
    };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    expect(readImports(['src'], root)).toEqual([{ file: 'src/a/one.ts', imported: 'src/b/two.ts' }]);
    await rm(root, { recursive: true });
  });
});
