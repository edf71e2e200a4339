/** Attributes of a page's element that change while it has an assistant, and how they are put back. */

/** Sets an attribute; the function that it returns restores it, unless the page has changed it since. */
export function lend(element: Element, name: string, value: string): () => void {
  const before = element.getAttribute(name);
  element.setAttribute(name, value);
  return () => {
    if (element.getAttribute(name) !== value) return;
    if (before === null) element.removeAttribute(name);
    else element.setAttribute(name, before);
  };
}

/** Describes an element to screen readers, behind the page's own words: one text at a time, and none when it is empty. */
export function describing(): (element: Element | null, text: string) => void {
  let restore: (() => void) | undefined;
  return (element, text) => {
    restore?.();
    const own = element?.getAttribute('aria-description');
    restore = element && text ? lend(element, 'aria-description', own ? `${own} ${text}` : text) : undefined;
  };
}
