/** Lines over two axes, the vertical one logarithmic. */

/** One line of a plot. */
export interface Series {
  name: string;
  /** `[x, y]`; a y of 0 or less has no place on the axis, and the line ends there. */
  points: readonly (readonly [number, number])[];
}

/** A number of the data as a place in the picture. */
export type Scale = (value: number) => number;

/** From the first to the last value, evenly. */
export const linear =
  (from: number, to: number, start: number, end: number): Scale =>
  (value) =>
    start + ((value - from) / (to - from || 1)) * (end - start);

/** Evenly by the logarithm. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const scale = linear(Math.log10(from), Math.log10(to), start, end);
  return (value) => scale(Math.log10(value));
}

/** Powers of ten that hold every positive y of the lines; at least one decade. */
export function decadesOf(series: readonly Series[]): [number, number] {
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y)).filter((y) => y > 0);
  if (ys.length === 0) return [0.1, 1];
  const low = Math.floor(Math.log10(Math.min(...ys)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...ys)) - 1e-9));
  return [10 ** low, 10 ** high];
}

/** The `d` of a path, to a tenth of a pixel. */
export function pathOf({ points }: Series, x: Scale, y: Scale): string {
  const end = points.findIndex(([, value]) => !(value > 0));
  const drawn = end < 0 ? points : points.slice(0, end);
  return drawn
    .map(([at, value], i) => `${i === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
}

/** Ticks of the logarithmic axis: every decade, or every second one where there are many. */
export function ticksOf([low, high]: readonly [number, number]): number[] {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  const step = to - from > 6 ? 2 : 1;
  const ticks: number[] = [];
  for (let exponent = to; exponent >= from; exponent -= step) ticks.push(10 ** exponent);
  return ticks;
}
