/** Attributes of the box that change while it has an assistant, and how they are put back. */

/** Sets an attribute; the function that it returns restores it, unless the page has changed it since. */
function lend(element: Element, name: string, value: string): () => void {
  const before = element.getAttribute(name);
  element.setAttribute(name, value);
  return () => {
    if (element.getAttribute(name) !== value) return;
    if (before === null) element.removeAttribute(name);
    else element.setAttribute(name, before);
  };
}

/** Says how Tab is left, and mutes the browser's own suggestions, which would double ours. */
export function describe(element: Element, text: string): () => void {
  const own = element.getAttribute('aria-description');
  const restore = [
    lend(element, 'aria-description', own ? `${own} ${text}` : text),
    lend(element, 'writingsuggestions', 'false'),
  ];
  return () => {
    for (const each of restore) each();
  };
}
