/** A completion in pieces of text. */
import { AfterwordError, errorOf } from './error.ts';
import { readEvents } from './event-stream.ts';
import type { Completion, CompletionChoice, ErrorEnvelope } from './wire.ts';

/** Ends every stream. */
const LAST = '[DONE]';

/**
 * Gives the pieces once, in order; leaving the loop ends the request. The request goes out when it is read, or when
 * `answer` is called.
 */
export class CompletionStream implements AsyncIterable<string> {
  readonly #pieces: AsyncGenerator<string, Completion>;
  #answer: Completion | undefined;

  /** `send` makes the request. */
  constructor(send: () => Promise<Response>) {
    this.#pieces = readPieces(send);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, Completion> {
    try {
      let next = await this.#pieces.next();
      for (; !next.done; next = await this.#pieces.next()) yield next.value;
      this.#answer ??= next.value;
      return this.#answer;
    } finally {
      await this.#pieces.return(undefined as never);
    }
  }

  /** The whole answer, as `complete` would have given it; reads what is not read yet. */
  async answer(): Promise<Completion> {
    for await (const _piece of this) {
      // What is read becomes the answer.
    }
    if (this.#answer) return this.#answer;
    throw new Error('the stream was left before its end: there is no whole answer');
  }
}

async function* readPieces(send: () => Promise<Response>): AsyncGenerator<string, Completion> {
  const response = await send();
  if (!response.body) throw errorOf(response, '');
  let answer: Completion | undefined;
  for await (const data of readEvents(response.body)) {
    if (data === LAST) {
      if (answer) return answer;
      break;
    }
    const frame = parseFrame(response, data);
    answer = answer ? join(answer, frame) : frame;
    for (const { text } of frame.choices) if (text !== '') yield text;
  }
  const requestId = response.headers.get('x-request-id');
  const details = { status: response.status, param: null, requestId, retryAfterSeconds: null };
  throw new AfterwordError('The stream ended before the answer did.', { ...details, code: 'stream_cut' });
}

function parseFrame(response: Response, data: string): Completion {
  let frame: Completion | ErrorEnvelope;
  try {
    frame = JSON.parse(data);
  } catch {
    throw errorOf(response, data);
  }
  if ('error' in frame) throw errorOf(response, data);
  return frame;
}

/** Later frames say more of the text, and know more of everything else. */
function join(before: Completion, frame: Completion): Completion {
  const [was] = before.choices;
  const [more] = frame.choices;
  if (!was || !more) return { ...before, ...frame, choices: was ? [was] : frame.choices };
  const logprobs = was.logprobs && more.logprobs && joinLogprobs(was.logprobs, more.logprobs);
  return { ...before, ...frame, choices: [{ ...was, ...more, text: was.text + more.text, logprobs }] };
}

type Logprobs = NonNullable<CompletionChoice['logprobs']>;

function joinLogprobs(a: Logprobs, b: Logprobs): Logprobs {
  return {
    tokens: [...a.tokens, ...b.tokens],
    token_logprobs: [...a.token_logprobs, ...b.token_logprobs],
    top_logprobs: [...a.top_logprobs, ...b.top_logprobs],
    text_offset: [...a.text_offset, ...b.text_offset],
  };
}
