/** The package `afterword` as npm would publish it, installed into a project of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as vite from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE, buildWebPackage, ENTRIES, WEB_PACKAGE } from '../../scripts/build-web-package.ts';
import { type Packed, pack } from '../../scripts/package/pack.ts';
import { ATTRIBUTES } from '../../web/element/attributes.ts';
import { installedProject, linkDependencies } from '../helpers/packed.ts';

const EDITORS = [
  '@codemirror/state',
  '@codemirror/view',
  'lexical',
  '@tiptap/core',
  'prosemirror-state',
  'prosemirror-view',
];
const TYPED = [
  ...EDITORS,
  'prosemirror-model',
  'prosemirror-transform',
  'monaco-editor',
  '@tiptap/pm',
  'react',
  '@types/react',
  'csstype',
];
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

const folder = mkdtempSync(join(tmpdir(), 'afterword-web-package-'));
let packed: Packed;
let project: string;
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

beforeAll(async () => {
  await buildWebPackage();
  packed = pack(WEB_PACKAGE, folder);
  project = installedProject(packed.tarball);
});
afterAll(() => {
  for (const place of [folder, project]) if (place) rmSync(place, { recursive: true, force: true });
});

/** A script of the project, bundled as a site would. */
async function bundled(source: string): Promise<string> {
  writeFileSync(join(project, 'site.ts'), source);
  const { outputFiles } = await build({
    ...BUNDLE,
    minify: true,
    write: false,
    absWorkingDir: project,
    entryPoints: [join(project, 'site.ts')],
    external: EDITORS,
  });
  return outputFiles[0].text;
}

describe('the packed package', () => {
  it('holds what is built, and no sources', () => {
    const names = [...Object.keys(ENTRIES), 'worker'].flatMap((name) => [
      `dist/${name}.js`,
      `dist/${name}.d.ts`,
    ]);
    const others = ['LICENSE', 'README.md', 'package.json', 'custom-elements.json', 'dist/ghost-text.js'];
    others.push('dist/kernels.d.ts', 'dist/kernels.wasm', 'dist/kernels-plain.wasm');
    const shared = /^dist\/(shared\/\w+\.js|types\/[\w-]+\.d\.ts)$/;
    expect(packed.files.filter((path) => !shared.test(path))).toEqual([...names, ...others].sort());
  });

  it('depends on nothing, and has the version of the project', () => {
    const own = json(join(WEB_PACKAGE, 'package.json'));
    expect(own.dependencies).toBe(undefined);
    expect(own.version).toBe(json('package.json').version);
    for (const name of Object.keys(own.peerDependencies)) {
      expect(own.peerDependenciesMeta[name]).toEqual({ optional: true });
    }
  });

  it('names in its types no file outside of it', () => {
    const allowed = new Set([...TYPED]);
    const dist = join(WEB_PACKAGE, 'dist');
    for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.d.ts')) continue;
      const types = readFileSync(join(dist, name), 'utf8');
      for (const [, from] of types.matchAll(/(?:from |import\()"([^"]+)"/g)) {
        expect(from.startsWith('./') || allowed.has(from), `${name}: ${from}`).toBe(true);
      }
    }
  });

  it('describes every attribute of the element, its events and methods', () => {
    const { modules } = json(join(WEB_PACKAGE, 'custom-elements.json'));
    const [element] = modules[0].declarations;
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    expect(names(element.attributes)).toEqual(Object.keys(ATTRIBUTES));
    const events = ['ghostshow', 'ghostaccept', 'ghosthide', 'ghosterror', 'ghostprogress'];
    expect(names(element.events)).toEqual(events);
    const methods = element.members.filter(({ kind }: { kind: string }) => kind === 'method');
    expect(names(methods)).toEqual(['ask', 'accept', 'dismiss', 'next', 'previous']);
    for (const { name, type } of element.attributes) {
      expect(type.text, name).toMatch(/^(string|number|boolean)$/);
    }
  });
});

describe('a project that installs it', () => {
  it('imports every entry in Node, where there are no elements', () => {
    linkDependencies(
      project,
      EDITORS.concat('react', 'style-mod', 'w3c-keyname', 'crelt', '@marijn/find-cluster-break'),
    );
    const entries = Object.keys(ENTRIES).map((name) =>
      name === 'index' ? 'afterword' : `afterword/${name}`,
    );
    writeFileSync(
      join(project, 'all.mjs'),
      `for (const name of ${JSON.stringify(entries)}) console.log(name, Object.keys(await import(name)).join());`,
    );
    const said = execFileSync(process.execPath, ['all.mjs'], { cwd: project, encoding: 'utf8' });
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/^afterword Afterword,AfterwordError,attach,/),
      'afterword/element GhostText',
      'afterword/define ',
      'afterword/react GhostText',
      'afterword/codemirror codemirrorSurface',
      'afterword/prosemirror prosemirrorSurface',
      'afterword/tiptap tiptapSurface',
      'afterword/lexical lexicalSurface',
      'afterword/monaco monacoProvider',
      'afterword/local LocalError,localFetch,localSource,openLocal',
    ]);
  });

  it('pays for what it uses', async () => {
    const sizes = {
      client: await bundled("import { Afterword } from 'afterword'; globalThis.client = Afterword;"),
      editor: await bundled(
        "import { attach, remoteSource } from 'afterword'; import { codemirrorSurface } from 'afterword/codemirror'; globalThis.all = [attach, remoteSource, codemirrorSurface];",
      ),
      element: await bundled("import 'afterword/define';"),
    };
    const gzip = (script: string) => gzipSync(script, { level: 9 }).length;
    for (const [name, script] of Object.entries(sizes)) console.log(`${name}: ${gzip(script)} bytes gzipped`);
    expect(gzip(sizes.client)).toBeLessThan(5000);
    expect(gzip(sizes.editor)).toBeLessThan(12_000);
    expect(sizes.element).toContain('customElements');
    expect(
      await bundled("import { GhostText } from 'afterword/element'; import { attach } from 'afterword';"),
    ).toBe('');
  });

  it('brings the worker and the kernels along where Vite bundles it', async () => {
    writeFileSync(
      join(project, 'local.js'),
      "import { openLocal } from 'afterword/local'; openLocal({ server: '', model: '' });",
    );
    const output = (await vite.build({
      root: project,
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        assetsInlineLimit: 0,
        rolldownOptions: { input: join(project, 'local.js') },
      },
    })) as { output: ({ fileName: string } & ({ code: string } | { source: Uint8Array | string }))[] };
    const scripts = output.output.map((file) => ('code' in file ? file.code : '')).join('');
    for (const name of ['worker.js', 'kernels.wasm', 'kernels-plain.wasm']) {
      const source = readFileSync(join(WEB_PACKAGE, 'dist', name));
      const asset = output.output.find((file) => 'source' in file && source.equals(Buffer.from(file.source)));
      expect(asset, name).toBeDefined();
      expect(scripts, name).toContain(asset!.fileName);
    }
  });

  it.each(['bundler', 'nodenext'])('is type-checked against it (%s)', (moduleResolution) => {
    linkDependencies(project, TYPED);
    const source = `
      import { Afterword, attach, remoteSource, type Surface } from 'afterword';
      import { GhostText } from 'afterword/element';
      import 'afterword/define';
      import { GhostText as ReactGhostText, type GhostTextProps } from 'afterword/react';
      import { monacoProvider } from 'afterword/monaco';
      import { prosemirrorSurface } from 'afterword/prosemirror';
      import { type Local, type LocalError, localFetch, localSource, openLocal } from 'afterword/local';
      export const opened: Promise<Local> = openLocal({ server: 'https://a.example', model: 'english', places: ['worker'] });
      export const http: typeof fetch = localFetch(opened);
      export const local = async (surface: Surface) => attach(surface, localSource((await opened).engine, { minConfidence: 0.4 }));
      export const why = (error: LocalError): 'unreachable' | 'corrupt' | 'incompatible' | 'forbidden' => error.code;
      export const said = async () => (await (await opened).engine.complete({ prompt: 'a' }, new AbortController().signal)).choices[0].confidence;
      const text = new Afterword({ baseURL: 'https://a.example' }).text({ suggestions: 3, stop_at: 'word' }, { delayMs: 60 });
      export const first: Promise<string> = text.suggest('a').then(({ choices }) => choices[0].text);
      export const element: GhostText = document.createElement('ghost-text');
      element.addEventListener('ghostaccept', ({ detail }) => detail.text.length);
      export const props: GhostTextProps = { server: 'https://a.example', minConfidence: 0.4, onGhostAccept: (event) => event.preventDefault() };
      export const all = [attach, remoteSource, ReactGhostText, monacoProvider, prosemirrorSurface];
      export const of = (surface: Surface) => attach(surface, remoteSource({ server: '' }), { delay: 60 });
      // @ts-expect-error: no such field
      new Afterword({ baseURL: '' }).complete({ promt: 'a' });
    `;
    writeFileSync(join(project, 'typed.ts'), source);
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2024',
      '--lib',
      'es2024,dom,dom.iterable',
      '--types',
      '',
    ];
    const ways = ['--module', module, '--moduleResolution', moduleResolution, '--skipLibCheck'];
    let said = '';
    try {
      execFileSync(process.execPath, [TSC, ...flags, ...ways, 'typed.ts'], {
        cwd: project,
        encoding: 'utf8',
      });
    } catch (error) {
      said = String((error as { stdout: unknown }).stdout);
    }
    expect(said).toBe('');
  });
});
