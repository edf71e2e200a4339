import type { Surface } from '../core/surface.ts';
import type { SurfaceOptions } from './textbox.ts';
export function editableSurface(
  _box: HTMLElement,
  _root: ShadowRoot,
  _options: SurfaceOptions = {},
): Surface {
  throw new Error('later');
}
