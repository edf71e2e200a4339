/** Counters of requests, as Workers Analytics Engine keeps them. */
import { describeError, type Log } from '../log.ts';

/** A binding to an Analytics Engine dataset. */
export interface Metrics {
  writeDataPoint(point: { blobs: string[]; doubles: number[]; indexes: string[] }): void;
}

/** What is counted of a request. */
export interface Counted {
  request: string;
  tenant: string;
  route: string;
  outcome: string;
  model?: string;
  promptTokens?: number;
  completionTokens?: number;
  cachedTokens?: number;
}

/** Writes one point. The order of its values is what queries go by. A binding that fails costs the point, no more. */
export function count(metrics: Metrics, counted: Counted, log: Log): void {
  const { request, tenant, route, outcome, model, promptTokens, completionTokens, cachedTokens } = counted;
  try {
    metrics.writeDataPoint({
      indexes: [tenant || 'anonymous'],
      blobs: [route, model ?? '', outcome],
      doubles: [promptTokens ?? 0, completionTokens ?? 0, cachedTokens ?? 0],
    });
  } catch (error) {
    log('metrics_failed', { request, error: describeError(error) });
  }
}
