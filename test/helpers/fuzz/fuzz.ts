/** Asks a Worker many things, a few at once, and counts what it answers. */
import { describeError } from '../../../src/log.ts';
import { type Case, FIELDS, type Path } from './case.ts';
import { type Answer, faultOf } from './verdict.ts';

/** POSTs a body; the signal ends what hangs. */
export type Post = (path: string, body: Case['body'], signal: AbortSignal) => Promise<Response>;

export interface Report {
  asked: number;
  /** Answers by status; what never answered counts as 0. */
  statuses: Map<number, number>;
  /** What was wrong, with the request that it was wrong with. */
  faults: string[];
}

/** As many requests are under way together. */
const AT_ONCE = 8;
/** Far beyond what the dearest body costs on the slowest machine: only what hangs takes so long. */
const HANGS_MS = 200_000;
const SHOWN = 400;

/** Never throws: what goes wrong is in the report. */
export async function fuzz(cases: readonly Case[], post: Post): Promise<Report> {
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const left = cases.values();
  const askAll = async () => {
    for (const asked of left) {
      const answer = await ask(asked, post);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = answer.status === 0 ? answer.text : faultOf(asked, answer);
      if (fault) faults.push(tell(asked, answer, fault));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askAll));
  return { asked: cases.length, statuses, faults };
}

async function ask({ path, body }: Case, post: Post): Promise<Answer> {
  const hangs = new AbortController();
  const timer = setTimeout(() => hangs.abort(new Error(`no answer in ${HANGS_MS} ms`)), HANGS_MS);
  try {
    const response = await post(path, body, hangs.signal);
    const { status, headers } = response;
    return { status, type: headers.get('content-type') ?? '', text: await response.text() };
  } catch (error) {
    return { status: 0, type: '', text: `no answer: ${describeError(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

function tell({ path, body }: Case, { status, text }: Answer, fault: string): string {
  const shorten = (long: string) => (long.length > SHOWN ? `${long.slice(0, SHOWN)}...` : long);
  const asked = typeof body === 'string' ? body : `bytes ${body}`;
  return `${fault}: ${path} ${shorten(asked)} -> ${status} ${shorten(text)}`;
}

/** Limits of fields that no request was at, or past. */
export function missedEdges(cases: readonly Case[], paths: readonly Path[]): string[] {
  const met = new Set(
    cases.map(({ path, edge }) => edge && `${path} ${edge.field} ${edge.side} ${edge.limit}`),
  );
  return paths.flatMap((path) =>
    FIELDS[path].flatMap(({ path: field }) => {
      const ends = (['low', 'high'] as const).flatMap((limit) => [
        [`${path} ${field} at ${limit}`],
        [`${path} ${field} past ${limit}`, `${path} ${field} over ${limit}`],
      ]);
      return ends.filter((names) => !names.some((name) => met.has(name))).map(([name]) => name);
    }),
  );
}

/** For example `20000 bodies, 57.1 % answered 200: 200 x 11420, 400 x 8560, 409 x 20`. */
export function describeReport({ asked, statuses }: Report): string {
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} x ${count}`);
  return `${asked} bodies, ${(100 * shareOf200({ asked, statuses })).toFixed(1)} % answered 200: ${counts.join(', ')}`;
}

export const shareOf200 = ({ asked, statuses }: Pick<Report, 'asked' | 'statuses'>): number =>
  (statuses.get(200) ?? 0) / asked;
