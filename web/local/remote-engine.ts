/** An engine that runs in a worker, as the page sees it. */
import type { Completion } from '../../src/contract/answer.ts';
import type { Engine } from './engine.ts';
import { fromFailure, type Order, type Report } from './protocol.ts';
import type { Question } from './streamed.ts';
import type { Trace } from './trace.ts';

/** The page's end of a line to a worker. */
export interface Line {
  post(order: Order): void;
  end(): void;
}

/** `receive` takes the worker's reports; those of questions are the engine's, the others are not for it. */
export function remoteEngine(line: Line): Engine & { receive(report: Report): void } {
  const questions = new Map<number, Question<never>>();
  let ids = 0;
  let closed: Error | undefined;

  type Asking = Order & { id: number };
  /** An order without the number that is given to it. */
  type Unnumbered<Each = Asking> = Each extends unknown ? Omit<Each, 'id'> : never;

  /** Sends a question; what comes back goes to `question` until it has ended, by itself or by the signal. */
  function ask<Told>(order: Unnumbered, signal: AbortSignal, question: Question<Told>): void {
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
    if (closed || signal.aborted) finish(closed ?? signal.reason);
    else {
      signal.addEventListener('abort', aborted);
      line.post({ ...order, id } as Asking);
    }
  }

  /** The one thing that a question is answered with. */
  const only = <Told>(
    order: Unnumbered,
    signal: AbortSignal,
    heard?: (read: number) => void,
  ): Promise<Told> =>
    new Promise((resolve, reject) => {
      let answer: Told | undefined;
      ask<Told>(order, signal, {
        frame: (told, read) => {
          answer = told;
          if (read !== undefined) heard?.(read);
        },
        end: (error) => (error === undefined ? resolve(answer!) : reject(error)),
      });
    });

  return {
    receive(report) {
      const question =
        'id' in report ? (questions.get(report.id) as Question<unknown> | undefined) : undefined;
      if (report.type === 'frame') question?.frame(report.completion, report.read);
      if (report.type === 'trace') question?.frame(report.trace);
      if (report.type === 'end') question?.end(report.failure && fromFailure(report.failure));
    },
    complete: (request, signal, manner, told) =>
      only<Completion>({ type: 'ask', request, stream: false, manner }, signal, told),
    async *stream(request, signal, manner) {
      const { streamed } = await import('./streamed.ts');
      yield* streamed<Completion>(signal, (left, question) =>
        ask({ type: 'ask', request, stream: true, manner }, left, question),
      );
    },
    trace: (text, signal, forget = false) => only<Trace>({ type: 'trace', text, forget }, signal),
    close() {
      closed = new Error('the model has been closed');
      for (const question of [...questions.values()]) question.end(closed);
      line.post({ type: 'close' });
      line.end();
    },
  };
}
