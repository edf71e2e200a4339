/** A `<div>` of ours with these attributes, at the end of `parent`. */
export function make(attributes: Record<string, string>, parent: Node): HTMLElement {
  const element = document.createElement('div');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.appendChild(element);
  return element;
}
