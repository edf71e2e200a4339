/** An answer without what differs from one to the next: ids, times, and what the isolate happens to hold. */

const PASSING = new Set([
  'created',
  'request_id',
  'cached_tokens',
  'resume',
  'continue',
  'resume_status',
  'isolate',
  'runtime',
]);

/** One text for all answers that say the same. `body` is JSON, server-sent events, or anything else as it is. */
export function canonical(status: number, type: string, body: string): string {
  if (type.includes('json') && body !== '') return `${status} ${JSON.stringify(lasting(JSON.parse(body)))}`;
  if (type.includes('event-stream')) return `${status} ${spoken(body)}`;
  return `${status} ${body}`;
}

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, held]) => !PASSING.has(key) && !(key === 'id' && /^(cmpl|classify)-/.test(String(held))),
  );
  return Object.fromEntries(kept.map(([key, held]) => [key, lasting(held)]));
}

/** The text of a stream's first choice, as far as whole events have come. */
export function spoken(events: string): string {
  let text = '';
  for (const event of events.split('\n\n').slice(0, -1)) {
    if (event === 'data: [DONE]') continue;
    const { choices = [] } = JSON.parse(event.slice('data: '.length)) as { choices?: { text: string }[] };
    text += choices[0]?.text ?? '';
  }
  return text;
}
