/** What one key has cost: the live strip below the text. */
import type { Completion } from '../../client/wire.ts';

/** A question that was answered. */
export interface Keystroke {
  milliseconds: number;
  /** Of the request and of the answer; 0 where nothing travelled. */
  sent: number;
  received: number;
  /** Tokens of the text that had to be read, each a step of the network; undefined where nobody tells. */
  read?: number;
  /** Where the model ran. */
  place: 'server' | 'page';
  completion: Completion;
}

/** `[name, value]` each, in the order in which they are shown. */
export function keystrokeFigures({ milliseconds, sent, received, read, place, completion }: Keystroke) {
  const { usage, resume_status } = completion;
  const here = place === 'page';
  const all = usage?.prompt_tokens ?? 0;
  const steps = read ?? all - (usage?.prompt_tokens_details.cached_tokens ?? 0);
  const state = steps < all ? 'hit' : 'cold';
  return [
    ['time', `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`],
    [
      'steps',
      `${here ? '' : 'at most '}${steps} of ${all} tokens read, ${usage?.completion_tokens ?? 0} said`,
    ],
    ['bytes', here ? 'none' : `${sent} up, ${received} down`],
    ['state', here ? state : (resume_status ?? 'the whole text was sent')],
    ['ran', here ? 'in this page' : 'on the server'],
  ] as const;
}
