/** The text of an editable element as it is seen: blocks and line breaks as line feeds, white space as it is drawn. */

const isBlock = (element: Element): boolean =>
  !/^(inline|contents|none|ruby)/.test(getComputedStyle(element).display);

const keepsSpaces = (node: Node): boolean =>
  node.parentElement !== null && /^(pre|break-spaces)/.test(getComputedStyle(node.parentElement).whiteSpace);

export interface CaretPlace {
  readonly node: Node;
  readonly offset: number;
}

/** What stands before and after a caret inside `root`. */
export function splitText(root: Element, caret: CaretPlace): { before: string; after: string } {
  let text = '';
  let split: number | undefined;
  /** The last block has ended: a line feed comes before whatever follows. */
  let parted = false;
  const add = (more: string) => {
    if (more === '') return;
    if (parted && text !== '') text += '\n';
    parted = false;
    text += more;
  };
  const mark = (atEnd = false) => {
    // A caret behind the last block is drawn at its end.
    if (parted && text !== '' && !atEnd) text += '\n';
    parted = parted && atEnd;
    split ??= text.length;
  };
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      // Spaces that would be lost at an edge are written as no-break spaces by browsers.
      const draw = (data: string) =>
        (keepsSpaces(node) ? data : data.replace(/[ \t\r\n]+/g, ' ')).replaceAll('\u00a0', ' ');
      const data = (node as Text).data;
      const cut = node === caret.node ? caret.offset : data.length;
      add(draw(data.slice(0, cut)));
      if (node === caret.node) mark();
      add(draw(data.slice(cut)));
      return;
    }
    if (!(node instanceof Element)) return;
    if (node.localName === 'br') {
      // The last of a block only keeps it open.
      if (node.nextSibling === null && node.parentNode !== root) parted = true;
      else text += '\n';
      return;
    }
    const block = node !== root && isBlock(node);
    if (block) parted = text !== '';
    node.childNodes.forEach((child, i) => {
      if (node === caret.node && i === caret.offset) mark();
      walk(child);
    });
    if (node === caret.node && caret.offset >= node.childNodes.length) mark(true);
    if (block) parted = true;
  };
  walk(root);
  const at = split ?? text.length;
  return { before: text.slice(0, at), after: text.slice(at) };
}
