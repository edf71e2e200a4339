/** An engine that runs in a worker, as the page sees it. */
import type { Completion } from '../../src/contract/answer.ts';
import type { CompletionRequest } from '../../src/contract/completion.ts';
import type { Engine, Manner } from './engine.ts';
import { fromFailure, type Order, type Report } from './protocol.ts';

/** The page's end of a line to a worker. */
export interface Line {
  post(order: Order): void;
  end(): void;
}

interface Asked {
  request: CompletionRequest;
  stream: boolean;
  manner?: Manner;
}

interface Question {
  frame(completion: Completion): void;
  end(error?: Error): void;
}

/** `receive` takes the worker's reports; those of questions are the engine's, the others are not for it. */
export function remoteEngine(line: Line): Engine & { receive(report: Report): void } {
  const questions = new Map<number, Question>();
  let ids = 0;

  /** Sends a question; what comes back goes to `question` until it has ended, by itself or by the signal. */
  function ask({ request, stream, manner }: Asked, signal: AbortSignal, question: Question): void {
    const id = ++ids;
    const aborted = () => {
      line.post({ type: 'abort', id });
      finish(signal.reason);
    };
    const finish = (error?: Error) => {
      if (!questions.delete(id)) return;
      signal.removeEventListener('abort', aborted);
      question.end(error);
    };
    questions.set(id, { frame: question.frame, end: finish });
    if (signal.aborted) finish(signal.reason);
    else {
      signal.addEventListener('abort', aborted);
      line.post({ type: 'ask', id, request, stream, manner });
    }
  }

  return {
    receive(report) {
      if (report.type === 'frame') questions.get(report.id)?.frame(report.completion);
      if (report.type === 'end') questions.get(report.id)?.end(report.failure && fromFailure(report.failure));
    },
    complete: (request, signal, manner) =>
      new Promise((resolve, reject) => {
        let answer: Completion | undefined;
        ask({ request, stream: false, manner }, signal, {
          frame: (completion) => {
            answer = completion;
          },
          end: (error) => (error === undefined ? resolve(answer!) : reject(error)),
        });
      }),
    async *stream(request, signal, manner) {
      // Whoever stops reading has left, too.
      const left = new AbortController();
      const either = AbortSignal.any([signal, left.signal]);
      try {
        yield* streamed((question) => ask({ request, stream: true, manner }, either, question));
      } finally {
        left.abort();
      }
    },
    close() {
      for (const question of [...questions.values()]) question.end(new Error('the model has been closed'));
      line.post({ type: 'close' });
      line.end();
    },
  };
}

/** Frames in the order of their arrival, however fast they are read. */
async function* streamed(begin: (question: Question) => void): AsyncGenerator<Completion> {
  const arrived: Completion[] = [];
  let ended: { error?: Error } | undefined;
  let wake = () => {};
  begin({
    frame(completion) {
      arrived.push(completion);
      wake();
    },
    end(error) {
      ended = { error };
      wake();
    },
  });
  while (true) {
    while (arrived.length > 0) yield arrived.shift()!;
    if (ended?.error) throw ended.error;
    if (ended) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
