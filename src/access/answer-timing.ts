/** `Server-Timing` of an answer: how long it took, and its tokens. For development: time stands still in a deployed Worker. */
import type { MiddlewareHandler } from 'hono';
import type { JournalVariables } from './journal.ts';

/** Of a stream the header leaves before its tokens are known. `now` is in milliseconds. */
export const timeAnswers =
  (now: () => number): MiddlewareHandler<{ Variables: JournalVariables }> =>
  async (c, next) => {
    const began = now();
    await next();
    const { promptTokens, completionTokens } = c.get('entry');
    const total = `total;dur=${now() - began};desc="Total Response Time"`;
    const tokens = `tokens;desc="${promptTokens} read, ${completionTokens} said"`;
    c.header('server-timing', completionTokens === undefined ? total : `${tokens},${total}`);
  };
