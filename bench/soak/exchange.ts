/** One exchange of a soak over HTTP, and what became of it. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { canonical, spoken } from './canonical.ts';
import type { Case } from './cases.ts';

export interface Told {
  /** Null where no answer was waited for. */
  status: number | null;
  /** What is compared with the golden answer: all of it, or `part` of a stream. */
  said?: string;
  part?: string;
}

/** Connections whose reader does not read, the oldest first. */
const MOST_UNREAD = 6;
const CALLERS = 20;

export class Client {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #unread: Socket[] = [];
  #asked = 0;

  constructor(port: number, connections: number) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  }

  /** Some callers in turn: texts that were read lately are kept by caller. */
  #address(): string {
    this.#asked = (this.#asked + 1) % CALLERS;
    return `192.0.2.${this.#asked}`;
  }

  close(): void {
    for (const socket of this.#unread.splice(0)) socket.destroy();
    this.#agent.destroy();
  }

  /** `leaveAfter` is how many pieces of a stream are read before it is left. */
  async ask(asked: Case, leaveAfter: number): Promise<Told> {
    if (asked.mode === 'unread') return this.#leaveUnread(asked);
    if (asked.mode === 'resume') return this.#resume(asked);
    return this.#send(asked, asked.mode === 'leave' ? leaveAfter : Number.POSITIVE_INFINITY);
  }

  /** The whole text at once: what a resumed request must answer too. */
  async whole(asked: Case): Promise<Told> {
    const { prompt, ...body } = JSON.parse(asked.body!) as { prompt: string };
    return this.#send({ ...asked, body: JSON.stringify({ ...body, prompt: prompt + asked.append }) });
  }

  async #resume(asked: Case): Promise<Told> {
    const first = await this.#raw(asked);
    const { prompt: _, ...body } = JSON.parse(asked.body!) as { prompt: string };
    const { resume } = JSON.parse(first.body) as { resume?: string };
    // The state of some models is too large for a token.
    if (resume === undefined) return this.whole(asked);
    return this.#send({ ...asked, body: JSON.stringify({ ...body, resume, append: asked.append }) });
  }

  async #send(asked: Case, leaveAfter?: number): Promise<Told> {
    const { status, type, body, left } = await this.#raw(asked, leaveAfter);
    return left ? { status, part: spoken(body) } : { status, said: canonical(status, type, body) };
  }

  async #raw(asked: Case, leaveAfter = Number.POSITIVE_INFINITY): Promise<Raw> {
    const { method, path, headers, body } = asked;
    const length = asked.chunked || body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const all = { ...headers, ...length, 'cf-connecting-ip': this.#address() };
    const going = request({ port: this.#port, agent: this.#agent, method, path, headers: all });
    if (asked.chunked)
      for (let at = 0; at < body!.length; at += 16_384) going.write(body!.slice(at, at + 16_384));
    going.end(asked.chunked ? undefined : body);
    let response: IncomingMessage;
    try {
      response = await responded(going);
    } catch (error) {
      // A server may close an idle connection at the moment when it is used again; a new one is no such chance.
      if (going.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET')
        return this.#raw(asked, leaveAfter);
      throw error;
    }
    return { ...(await read(going, response, leaveAfter)), type: response.headers['content-type'] ?? '' };
  }

  /** Sends a request and never reads; the connection is cut when others have taken its place. */
  async #leaveUnread({ path, body = '' }: Case): Promise<Told> {
    const socket = createConnection(this.#port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    const head = `POST ${path} HTTP/1.1\r\nhost: soak\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write(head + body, () => resolve()));
    this.#unread.push(socket);
    if (this.#unread.length > MOST_UNREAD) this.#unread.shift()!.destroy();
    return { status: null };
  }
}

interface Raw {
  status: number;
  type: string;
  body: string;
  /** Its end was not waited for. */
  left: boolean;
}

function responded(going: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    going.once('response', resolve);
    going.once('error', reject);
  });
}

async function read(going: ClientRequest, response: IncomingMessage, leaveAfter: number) {
  const status = response.statusCode!;
  const pieces: Buffer[] = [];
  const whole = () => Buffer.concat(pieces).toString('utf8');
  for await (const piece of response) {
    pieces.push(piece as Buffer);
    if (pieces.length >= leaveAfter) {
      going.on('error', () => undefined);
      going.destroy();
      return { status, body: whole(), left: true };
    }
  }
  return { status, body: whole(), left: false };
}
