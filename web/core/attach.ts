/** Joins a surface and a source: the machine of `reducer.ts` with a clock, a timer and real questions. */
import type { Source } from './source.ts';
import type { Options, StateName, Unit } from './state.ts';
import type { Surface } from './surface.ts';

/** What is on the screen. */
export interface Suggestion {
  readonly text: string;
  readonly confidence: number | null;
  /** Place among the choices, from 0. */
  readonly index: number;
  /** How many choices there are. */
  readonly of: number;
}

/** What an assistant tells the page. */
export interface Listener {
  /** A ghost appeared, or became another one. */
  shown?(suggestion: Suggestion, id: number): void;
  /** Before an insertion; false refuses it. */
  accepting?(text: string, unit: Unit, confidence: number | null, id: number): boolean;
  hidden?(reason: string, id: number): void;
  /** The source failed. Nothing needs doing: the assistant asks again by itself. */
  failed?(error: unknown): void;
  /** The state's name changed. */
  moved?(state: StateName): void;
}

export interface Assistant {
  readonly state: StateName;
  readonly suggestion: Suggestion | null;
  /** Asks now, whatever was dismissed. */
  ask(): void;
  /** Inserts; false when there was nothing to insert or the page refused. */
  accept(unit?: Unit): boolean;
  dismiss(): void;
  next(): void;
  previous(): void;
  /** Changes options or the source; what is shown goes when the source does. */
  configure(options: Partial<Options>, source?: Source): void;
  /** Lets go of the surface, which stays the caller's to release. */
  release(): void;
}

export declare function attach(
  surface: Surface,
  source: Source,
  options?: Partial<Options>,
  listener?: Listener,
): Assistant;
