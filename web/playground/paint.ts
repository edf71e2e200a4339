/** Paints a memory into a canvas. */
import type { Trace } from '../local/trace.ts';
import { layOut, pixels } from './core/strip.ts';

/** Of the page's own pixels for one of the picture's, top to bottom. */
const LINE_HEIGHT = 9;

/** The memory after one token of a trace. */
export function paintMemory(canvas: HTMLCanvasElement, trace: Trace, token: number): void {
  const { width, height } = layOut(trace.sizes);
  canvas.width = width;
  canvas.height = height;
  canvas.style.height = `${LINE_HEIGHT * height}px`;
  const picture = new ImageData(
    pixels(trace, token, matchMedia('(prefers-color-scheme: dark)').matches),
    width,
    height,
  );
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
}

/** The point of the picture under a pointer. */
export function pointOf(
  canvas: HTMLCanvasElement,
  { clientX, clientY }: PointerEvent | MouseEvent,
): [number, number] {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const along = (at: number, from: number, length: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.floor(((at - from) / length) * count)));
  return [along(clientX, left, width, canvas.width), along(clientY, top, height, canvas.height)];
}
