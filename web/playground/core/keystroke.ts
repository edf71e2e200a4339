/** What one key has cost: the live strip below the text. */
import type { Completion } from '../../client/wire.ts';

/** A question that was answered. */
export interface Keystroke {
  milliseconds: number;
  /** Of the request and of the answer; 0 where nothing travelled. */
  sent: number;
  received: number;
  /** Where the model ran. */
  place: 'server' | 'page';
  completion: Completion;
}

/** `[name, value]` each, in the order in which they are shown. */
export function keystrokeFigures({ milliseconds, sent, received, place, completion }: Keystroke) {
  const { usage, resume_status } = completion;
  const here = place === 'page';
  const all = usage?.prompt_tokens ?? 0;
  const read = all - (usage?.prompt_tokens_details.cached_tokens ?? 0);
  const said = `${usage?.completion_tokens ?? 0} said`;
  return [
    ['time', `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`],
    ['tokens', here ? `${all} in the text, ${said}` : `${all} in the text: ${read} sent to be read, ${said}`],
    ['bytes', here ? 'none' : `${sent} up, ${received} down`],
    ['state', here ? 'kept here' : (resume_status ?? 'cold: the whole text was sent')],
    ['ran', here ? 'in this page' : 'on the server'],
  ] as const;
}
