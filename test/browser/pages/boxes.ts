/** The surfaces that need no editor. */
import { MAKERS, open } from './surfaces.ts';

open(MAKERS);
