/** What a page pays for an editor's adapter, without its editor: docs/assistant.md. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundle } from '../../../../scripts/web/bundle.ts';

it.each(['codemirror', 'prosemirror', 'tiptap', 'lexical', 'monaco'])(
  '%s weighs less than 2.5 kB, compressed',
  async (name) => {
    const script = await bundle(`web/adapters/${name}.ts`, { externalPackages: true });
    const bytes = gzipSync(script, { level: 9 }).length;
    console.log(`${name}: ${bytes} bytes`);
    expect(bytes).toBeLessThan(2500);
  },
);
