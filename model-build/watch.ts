/** How long work tells of itself: a stage has so many units to do, and says when some are done. */
export interface Stage {
  advance(count: number): void;
  end(): void;
}

export interface Watch {
  /** `unit` is a plural, for example `tokens`. */
  begin(what: string, total: number, unit: string): Stage;
  say(line: string): void;
}
