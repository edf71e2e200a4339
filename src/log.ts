/** One JSON line an event. No prompt and no completion ever goes in here. */

/** Writes one event with its fields; never a prompt or a completion. */
export type Log = (event: string, fields: Record<string, unknown>) => void;

/** A line of JSON for each event. */
export const logToConsole: Log = (event, fields) => console.log(JSON.stringify({ event, ...fields }));

/** An error with its causes, for the log only. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} <- ${describeError(error.cause)}`;
}
