/** The computed style that decides where glyphs stand. */

/** Names of what moves a glyph or breaks a line, apart from the box's own size and from `text-indent`. */
const MOVES =
  /^(-webkit-)?(font|letter|word|line|white|tab|overflow-wrap|hyph|direction|unicode|text-(tr|re|au|sp|al|si|w|ju|o))/;

let names: readonly string[] | undefined;

/** Writes only what differs: a style that is set again costs a layout. */
function copy(properties: readonly string[], from: CSSStyleDeclaration, to: HTMLElement): void {
  for (const name of properties) setStyle(to, { [name]: from.getPropertyValue(name) });
}

export function copyTextStyle(from: CSSStyleDeclaration, to: HTMLElement): void {
  names ??= [...from].filter((name) => MOVES.test(name));
  copy(names, from, to);
}

/** Pixels between the outer edge of a box and what is in it, on one side. */
export const inset = (style: CSSStyleDeclaration, side: 'Top' | 'Right' | 'Bottom' | 'Left'): number =>
  Number.parseFloat(style[`padding${side}`]) + Number.parseFloat(style[`border${side}Width`]);

/**
 * What besides decides how much room the text has. Borders become padding: a border's width is snapped to the pixels of
 * the screen, and a copy of the snapped width would be snapped once more.
 */
export function copyBoxStyle(from: CSSStyleDeclaration, to: HTMLElement, singleLine: boolean): void {
  for (const side of ['Top', 'Right', 'Bottom', 'Left'] as const) {
    setStyle(to, { [`padding-${side.toLowerCase()}`]: inset(from, side) });
  }
  copy(['text-indent', ...(singleLine ? [] : ['scrollbar-width', 'scrollbar-gutter'])], from, to);
}

/** Sets properties, where they differ; a number is a length in pixels. */
export function setStyle(element: HTMLElement, properties: Record<string, string | number>): void {
  const { style } = element;
  for (const [property, value] of Object.entries(properties)) {
    const text = typeof value === 'number' ? `${value}px` : value;
    if (style.getPropertyValue(property) !== text) style.setProperty(property, text);
  }
}
