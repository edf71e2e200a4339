/** Editors keep the contract of surfaces in Firefox, too. */
import { surfaceContract } from './contract.ts';

surfaceContract({
  kind: 'firefox',
  script: 'test/browser/pages/editors.ts',
  names: ['codemirror', 'prosemirror', 'tiptap', 'lexical'],
  multiline: ['codemirror', 'prosemirror', 'tiptap', 'lexical'],
  ownInput: true,
});
