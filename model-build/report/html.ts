/** HTML text with its holes escaped, unless they are HTML themselves. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Hole = string | number | Html | Html[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function fill(hole: Hole): string {
  if (Array.isArray(hole)) return hole.map((part) => part.text).join('\n');
  if (hole instanceof Html) return hole.text;
  return String(hole).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** A template tag. A model's text never becomes markup of the page. */
export const html = (strings: TemplateStringsArray, ...holes: Hole[]): Html =>
  new Html(strings.reduce((text, part, i) => text + fill(holes[i - 1]!) + part));

/** A table with a head; the first column names the row. */
export const table = (head: string[], rows: (string | number)[][]): Html => html`
<table>
<tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}
</table>`;

/** A plot under its caption. */
export const figure = (caption: string, svg: string): Html =>
  html`<figure><figcaption>${caption}</figcaption>${new Html(svg)}</figure>`;
