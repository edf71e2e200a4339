/**
 * Plots as SVG text, by Vega-Lite: no browser, no canvas. Ink is `currentColor`, so that a page decides between light
 * and dark; the colours of series read on both.
 */
import { parse, View } from 'vega';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';

/** One point of one line. A `y` that is not finite leaves a gap. */
export interface Point {
  x: number;
  y: number;
  series: string;
}

export interface Axis {
  title: string;
  /** Logarithmic: points at zero or below are left out. */
  log?: boolean;
}

export interface PlotInput {
  x: Axis;
  y: Axis;
  points: readonly Point[];
  /** Height of a level line, for example a clip threshold. */
  level?: number;
  /** Marks beside the lines, for few points. */
  dots?: boolean;
}

export const WIDTH = 560;
const HEIGHT = 260;
/** Mid-tones that keep a contrast of 3 to 1 on white and on near-black, apart for the colour-blind too. */
export const COLOURS = [
  '#0b7fc7',
  '#d9611e',
  '#1f9161',
  '#b8569a',
  '#8a7f10',
  '#7a6ad8',
  '#c43c4e',
  '#5b7f8f',
];

const INK = {
  labelColor: 'currentColor',
  titleColor: 'currentColor',
  labelFont: 'inherit',
  titleFont: 'inherit',
};
const CONFIG: Config = {
  background: 'transparent',
  view: { stroke: 'transparent' },
  axis: {
    ...INK,
    titleFontWeight: 'normal',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.12,
  },
  legend: { ...INK, orient: 'top' },
};

/** A line for each series, in the order in which they first appear; a legend when there are several. */
export async function plot({ x, y, points, level, dots = false }: PlotInput): Promise<string> {
  const shown = points.filter(
    (point) => Number.isFinite(point.y) && !(x.log && point.x <= 0) && !(y.log && point.y <= 0),
  );
  const series = [...new Set(points.map((point) => point.series))];
  const scale = (axis: Axis) =>
    axis.log ? { type: 'log' as const } : { type: 'linear' as const, zero: false };
  const ticks = (axis: Axis) => (axis.log ? { tickCount: 5, format: '~g' } : {});
  const lines = {
    data: { values: shown },
    mark: { type: 'line' as const, point: dots, strokeWidth: 1.5 },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative' as const,
        title: x.title,
        scale: { ...scale(x), nice: false },
        axis: ticks(x),
      },
      y: { field: 'y', type: 'quantitative' as const, title: y.title, scale: scale(y), axis: ticks(y) },
      color: {
        field: 'series',
        type: 'nominal' as const,
        title: null,
        scale: { domain: series, range: COLOURS },
        ...(series.length < 2 && { legend: null }),
      },
    },
  };
  const rule = level !== undefined && {
    data: { values: [{ y: level }] },
    mark: { type: 'rule' as const, strokeDash: [4, 4], color: 'currentColor' },
    encoding: { y: { field: 'y', type: 'quantitative' as const } },
  };
  return draw({ width: WIDTH, height: HEIGHT, layer: rule ? [lines, rule] : [lines] });
}

/** A row for each name, a dot on it for each series: for few figures beside each other. */
export async function dotPlot(
  title: string,
  points: readonly { name: string; value: number; low: number; high: number; series: string }[],
): Promise<string> {
  const y = { field: 'name', type: 'nominal' as const, title: null, sort: null };
  const yOffset = { field: 'series', type: 'nominal' as const };
  const color = { field: 'series', type: 'nominal' as const, title: null, scale: { range: COLOURS } };
  const x = { type: 'quantitative' as const, title, scale: { zero: false } };
  return draw({
    width: WIDTH,
    height: { step: 18 },
    data: { values: [...points] },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { y, yOffset, color, x: { ...x, field: 'value' } },
      },
      {
        mark: { type: 'rule' },
        encoding: { y, yOffset, color, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
    ],
  });
}

/** Any other picture, in the same ink. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec, { config: CONFIG }).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The plot as a file of its own: ink follows the reader's colour scheme. */
export const svgFile = (svg: string): string =>
  `${svg.replace(
    /(<svg[^>]*>)/,
    '$1<style>svg{color:#222;font-family:sans-serif}@media(prefers-color-scheme:dark){svg{color:#ddd}}</style>',
  )}\n`;
