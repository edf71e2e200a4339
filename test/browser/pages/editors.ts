/** The editors that have an adapter. */
import { EDITORS, type EditorName } from '../helpers/editors.ts';
import { open, type Place } from './surfaces.ts';

const makerOf =
  (name: EditorName) =>
  (text: string, _root: ShadowRoot, slot: HTMLElement): Place => {
    const lines = text.split('\n');
    const driven = EDITORS[name](slot, lines, lines[lines.length - 1].length, false);
    driven.focus();
    return {
      target: driven.content,
      surface: driven.surface,
      text() {
        const { before, after } = driven.surface.read();
        return before + after;
      },
      content: () => driven.content.innerHTML,
    };
  };

const names = Object.keys(EDITORS) as EditorName[];
open(Object.fromEntries(names.map((name) => [name, makerOf(name)])));
