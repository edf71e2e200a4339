import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../../../web/client/event-stream.ts';
import { collect } from './fake-server.ts';

/** A stream that hands out `bytes` cut at the given places, and tells whether it was cancelled. */
function cutStream(bytes: Uint8Array, cuts: number[]) {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
  const seen = { cancelled: false };
  let next = 1;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytes.slice(places[next - 1], places[next]));
      if (++next === places.length) controller.close();
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}

async function eventsOf(text: string, cuts: number[] = []): Promise<string[]> {
  return collect(readEvents(cutStream(new TextEncoder().encode(text), cuts).body));
}

const data = fc.string({ unit: fc.constantFrom('a', ' ', ':', 'é', '語', '🙂', '{', '"'), maxLength: 12 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

describe('an event stream', () => {
  it('gives the same events however its bytes are cut, whatever ends its lines', async () => {
    const streams = fc.record({
      events: fc.array(fc.array(data, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      end: lineEnd,
      cuts: fc.array(fc.nat(200), { maxLength: 30 }),
    });
    const holds = fc.asyncProperty(streams, async ({ events, end, cuts }) => {
      const text = events.map((lines) => lines.map((line) => `data: ${line}${end}`).join('') + end).join('');
      expect(await eventsOf(text, cuts)).toEqual(events.map((lines) => lines.join('\n')));
    });
    await fc.assert(holds);
  });

  it('is cut between the two bytes of a line end, and inside a character', async () => {
    expect(await eventsOf('data: é\r\n\r\ndata: 2\r\n\r\n', [7, 9, 10, 11])).toEqual(['é', '2']);
  });

  it('may hold comments, other fields and empty lines, which are not events', async () => {
    expect(await eventsOf(': hello\n\nevent: x\nid: 1\ndata:1\n\n\n\ndata\n\n')).toEqual(['1', '']);
  });

  it('drops an event that has no end', async () => {
    expect(await eventsOf('data: 1\n\ndata: 2\n')).toEqual(['1']);
  });

  it('is cancelled by a reader who leaves', async () => {
    const { body, seen } = cutStream(new TextEncoder().encode('data: 1\n\ndata: 2\n\n'), [9]);
    for await (const event of readEvents(body)) {
      expect(event).toBe('1');
      break;
    }
    expect(seen.cancelled).toBe(true);
  });
});
