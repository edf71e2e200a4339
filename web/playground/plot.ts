/** Draws lines over two axes, the vertical one logarithmic. */
import { decadesOf, linear, logarithmic, pathOf, type Series, ticksOf } from './core/scales.ts';

/** The frame of a plot, in its own pixels. */
export interface Frame {
  width: number;
  height: number;
  /** Room for labels. */
  left: number;
  bottom: number;
}

/** Dashes of the lines, so that they differ by more than colour. */
export const DASHES = ['', '6 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 4', '10 2 2 2 2 2'] as const;

const SVG = 'http://www.w3.org/2000/svg';
const FRAME: Frame = { width: 640, height: 300, left: 56, bottom: 40 };

function shape(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.textContent = text;
  return element;
}

/** Draws the lines; `title` is what a screen reader is told. */
export function drawPlot(
  series: readonly Series[],
  { title, along }: { title: string; along: string },
): SVGElement {
  const { width, height, left, bottom } = FRAME;
  const [right, top] = [width - 8, 8];
  const decades = decadesOf(series);
  const most = Math.max(2, ...series.flatMap(({ points }) => points.map(([at]) => at)));
  const x = linear(1, most, left, right);
  const y = logarithmic(decades[0], decades[1], height - bottom, top);
  const svg = shape('svg', {
    class: 'plot',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
  });
  for (const tick of ticksOf(decades)) {
    svg.append(shape('path', { class: 'grid', d: `M${left} ${y(tick)}H${right}` }));
    svg.append(
      shape(
        'text',
        { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' },
        tick >= 0.01 ? String(tick) : `1e${Math.round(Math.log10(tick))}`,
      ),
    );
  }
  for (let tick = most > 40 ? 10 : 5; tick <= most; tick += most > 40 ? 10 : 5)
    svg.append(shape('text', { x: x(tick), y: height - bottom + 16, 'text-anchor': 'middle' }, String(tick)));
  svg.append(shape('path', { class: 'axis', d: `M${left} ${top}V${height - bottom}H${right}` }));
  svg.append(shape('text', { x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, along));
  for (const [i, line] of series.entries()) {
    svg.append(
      shape('path', { class: `series s${i % 8}`, 'stroke-dasharray': DASHES[i % 8]!, d: pathOf(line, x, y) }),
    );
  }
  return svg;
}

/** A key to the lines, as a list item each. */
export function legendOf(series: readonly Series[]): HTMLLIElement[] {
  return series.map(({ name }, i) => {
    const item = document.createElement('li');
    const key = shape('svg', {
      class: 'plot key',
      width: 40,
      height: 10,
      viewBox: '0 0 40 10',
      'aria-hidden': 'true',
    });
    key.append(
      shape('path', { class: `series s${i % 8}`, 'stroke-dasharray': DASHES[i % 8]!, d: 'M0 5H40' }),
    );
    item.append(key, ` ${name}`);
    return item;
  });
}
