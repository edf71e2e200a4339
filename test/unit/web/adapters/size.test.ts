/** What a page pays for the element, and for an editor's adapter without its editor: docs/assistant.md. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundle } from '../../../../scripts/web/bundle.ts';

it('ghost-text.js weighs less than 14 kB, compressed', async () => {
  const bytes = gzipSync(await bundle('web/element/define.ts'), { level: 9 }).length;
  console.log(`ghost-text.js: ${bytes} bytes`);
  expect(bytes).toBeLessThan(14_000);
});

it.each(['codemirror', 'prosemirror', 'tiptap', 'lexical', 'monaco'])(
  '%s weighs less than 2.5 kB, compressed',
  async (name) => {
    const script = await bundle(`web/adapters/${name}.ts`, { externalPackages: true });
    const bytes = gzipSync(script, { level: 9 }).length;
    console.log(`${name}: ${bytes} bytes`);
    expect(bytes).toBeLessThan(2500);
  },
);
