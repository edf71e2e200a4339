/** Tiptap as a surface: it is ProseMirror, whose plugins it keeps. */
import type { Editor } from '@tiptap/core';
import type { Surface } from '../core/surface.ts';
import { prosemirrorSurface } from './prosemirror.ts';

/** The editor must be mounted. */
export function tiptapSurface(editor: Editor): Surface {
  return prosemirrorSurface(editor.view, {
    add: (plugin) => editor.registerPlugin(plugin, (own, others) => [own, ...others]),
    remove: () => editor.unregisterPlugin('afterword'),
  });
}
