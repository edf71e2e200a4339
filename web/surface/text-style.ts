/** The computed style that decides where glyphs stand. */

/** Everything that moves a glyph or breaks a line, apart from the box's own size. */
const TEXT_PROPERTIES = [
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'font-stretch',
  'font-size-adjust',
  'font-kerning',
  'font-optical-sizing',
  'font-feature-settings',
  'font-variation-settings',
  'font-language-override',
  'font-variant-alternates',
  'font-variant-caps',
  'font-variant-east-asian',
  'font-variant-emoji',
  'font-variant-ligatures',
  'font-variant-numeric',
  'font-variant-position',
  'font-synthesis',
  'font-palette',
  'letter-spacing',
  'word-spacing',
  'line-height',
  'text-transform',
  'text-rendering',
  'text-autospace',
  'text-spacing-trim',
  'text-size-adjust',
  '-webkit-text-size-adjust',
  '-webkit-font-smoothing',
  'tab-size',
  'direction',
  'unicode-bidi',
  'word-break',
  'line-break',
  'hyphens',
  'text-align',
  'text-align-last',
  'white-space',
  'overflow-wrap',
] as const;

/** Writes only what differs: a style that is set again costs a layout. */
function copy(properties: readonly string[], from: CSSStyleDeclaration, to: HTMLElement): void {
  for (const property of properties) {
    const value = from.getPropertyValue(property);
    if (to.style.getPropertyValue(property) !== value) to.style.setProperty(property, value);
  }
}

export const copyTextStyle = (from: CSSStyleDeclaration, to: HTMLElement): void =>
  copy(TEXT_PROPERTIES, from, to);

/**
 * What besides decides how much room the text has. Borders become padding: a border's width is snapped to the pixels of
 * the screen, and a copy of the snapped width would be snapped once more.
 */
export function copyBoxStyle(from: CSSStyleDeclaration, to: HTMLElement, singleLine: boolean): void {
  for (const side of ['Top', 'Right', 'Bottom', 'Left'] as const) {
    const pad = Number.parseFloat(from[`padding${side}`]) + Number.parseFloat(from[`border${side}Width`]);
    setLength(to, `padding-${side.toLowerCase()}`, pad);
  }
  copy(['text-indent', ...(singleLine ? [] : ['scrollbar-width', 'scrollbar-gutter'])], from, to);
}

/** Sets a length in pixels, if it is another. */
export function setLength(element: HTMLElement, property: string, pixels: number): void {
  const value = `${pixels}px`;
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}
