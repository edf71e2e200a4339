/** What has to be done when one state follows another. */
import { announcement, QUIET } from './announce.ts';
import type { Effect, Event, HideReason, Options, State } from './state.ts';
import type { View } from './surface.ts';

/** Choices asked for at least: those that are not shown serve when the text goes their way. */
const SPARE = 3;

/** The result of one event: the next state, and what has to be done. */
export interface Step {
  readonly state: State;
  /** In the order in which they are to be done. */
  readonly effects: readonly Effect[];
}

/** What a state draws. */
export function viewOf({ shown }: State, { display }: Options): View | null {
  return shown && { choices: shown.choices.map(({ text }) => text), index: shown.index, display };
}

const ghostOf = ({ shown }: State): string => shown?.choices[shown.index]?.text ?? '';

const REASONS: Partial<Record<Event['type'], HideReason>> = {
  inserted: 'accepted',
  command: 'dismissed',
  answered: 'replaced',
  configured: 'disabled',
};

/** Why a ghost went, if an event took it. */
function reasonOf(event: Event, { name }: State, { disabled }: Options): HideReason {
  if (name === 'off') return disabled ? 'disabled' : 'left';
  const { change } = event as Partial<Extract<Event, { type: 'changed' }>>;
  return REASONS[event.type] ?? (change === 'caret' ? 'left' : 'typed-away');
}

/** What follows from an event that turned one state into another. */
export function stepTo(before: State, state: State, event: Event, options: Options): Step {
  const effects: Effect[] = [];
  for (const { id } of before.asked) {
    if (!state.asked.some((asked) => asked.id === id)) effects.push({ type: 'cancel', id });
  }
  for (const { id, before: text, after } of state.asked) {
    if (before.asked.some((asked) => asked.id === id)) continue;
    const question = { before: text, after, limit: Math.max(options.limit, SPARE) };
    effects.push({ type: 'ask', id, question });
  }
  const drawn = viewOf(before, options);
  const view = viewOf(state, options);
  if (JSON.stringify(drawn) !== JSON.stringify(view)) effects.push({ type: 'show', view });
  const was = before.shown;
  const is = state.shown;
  if (was && was.id !== is?.id) {
    const reason = is ? 'replaced' : reasonOf(event, state, options);
    effects.push({ type: 'hidden', reason, id: was.id });
  }
  if (is && (is.id !== was?.id || is.index !== was.index)) effects.push({ type: 'shown', shown: is });
  if (options.announce && ghostOf(before) !== ghostOf(state)) {
    const key = options.accept[0] ?? '';
    const text = is ? announcement(is, key, options.words) : '';
    effects.push({ type: 'announce', text, after: is ? QUIET : 0 });
  }
  return { state, effects };
}
