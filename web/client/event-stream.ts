/** Server-sent events out of bytes, however they were cut on the way. */

/** Takes text as it comes; gives the data of the events that it completes. */
export class EventParser {
  /** A line without its end. */
  #rest = '';
  /** The last character was a CR: a LF that follows belongs to it. */
  #afterReturn = false;
  #data: string[] = [];

  push(text: string): string[] {
    const events: string[] = [];
    const lines = (this.#rest + this.#withoutFollower(text)).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') this.#read(line);
      else if (this.#data.length > 0) events.push(this.#data.splice(0).join('\n'));
    }
    return events;
  }

  #withoutFollower(text: string): string {
    if (text === '') return text;
    const follows = this.#afterReturn && text.startsWith('\n');
    this.#afterReturn = text.endsWith('\r');
    return follows ? text.slice(1) : text;
  }

  /** Fields but `data`, and comments, are not for us. */
  #read(line: string): void {
    const [field, value = ''] = split(line);
    if (field === 'data') this.#data.push(value.startsWith(' ') ? value.slice(1) : value);
  }
}

function split(line: string): string[] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line] : [line.slice(0, colon), line.slice(colon + 1)];
}

/** The data of each event. Whoever stops reading ends the request. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  // Not every browser lets a stream be iterated.
  const reader = body.getReader();
  const parser = new EventParser();
  const utf8 = new TextDecoder();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield* parser.push(utf8.decode(next.value, { stream: true }));
    }
  } finally {
    // After the end, and after a failure, there is nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
