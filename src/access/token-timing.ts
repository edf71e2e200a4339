/** The tokens of a request, beside hono's timing of it. */
import type { MiddlewareHandler } from 'hono';
import { setMetric } from 'hono/timing';
import type { JournalVariables } from './journal.ts';

/** Goes inside hono's `timing()`. Of a stream the header leaves before its tokens are known. */
export const timeTokens: MiddlewareHandler<{ Variables: JournalVariables }> = async (c, next) => {
  await next();
  const { promptTokens, completionTokens } = c.get('entry');
  if (completionTokens !== undefined)
    setMetric(c, 'tokens', `${promptTokens} read, ${completionTokens} said`);
};
