/** Elements, without strings of HTML: the page's policy has no place for them. */

/** The element of index.html with this id. Throws when it is not of this kind: page and script are of one build. */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is no ${kind.name}`);
  return element;
}

/** A new element with properties and children. */
export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Partial<HTMLElementTagNameMap[T]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

/** `<div><dt>…</dt><dd>…</dd></div>` for each pair, in place of what a list has. */
export function showFigures(list: HTMLElement, figures: Iterable<readonly [string, string]>): void {
  list.replaceChildren(
    ...Array.from(figures, ([name, value]) =>
      make('div', {}, make('dt', { textContent: name }), make('dd', { textContent: value })),
    ),
  );
}

/** A row of a table: its head, and `[column, text]` each. On a narrow page a cell says its column. */
export function makeRow(head: string, cells: readonly (readonly [string, string])[]): HTMLTableRowElement {
  const row = make('tr', {}, make('th', { scope: 'row', textContent: head }));
  for (const [column, textContent] of cells) {
    const cell = make('td', { textContent });
    cell.dataset.column = column;
    row.append(cell);
  }
  return row;
}

/** Runs the last call of a burst, once it has been quiet for so long. */
export function settled(milliseconds: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}

/** Work whose next run ends the one under way. Failures go to `failed`, but for those of the ended. */
export function latest<Args extends unknown[]>(
  work: (signal: AbortSignal, ...args: Args) => Promise<void>,
  failed: (error: unknown) => void,
): (...args: Args) => void {
  let controller = new AbortController();
  return (...args) => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    work(signal, ...args).catch((error) => {
      if (!signal.aborted) failed(error);
    });
  };
}
