/** Editors keep the contract of surfaces. */
import { surfaceContract } from './contract.ts';

surfaceContract({
  kind: 'chromium',
  script: 'test/browser/pages/editors.ts',
  names: ['codemirror', 'prosemirror', 'tiptap', 'lexical'],
  multiline: ['codemirror', 'prosemirror', 'tiptap', 'lexical'],
  ownInput: true,
});
