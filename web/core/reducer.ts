/**
 * The machine of an assistant, pure: `reduce(state, event, options)` gives the next state and what follows from the
 * step. Each event's rule only says what the state becomes; `effects.ts` compares the two states for what has to be done.
 */
import { type Step, stepTo } from './effects.ts';
import { mayFit, recall, remember, trimToPlace, usable } from './fit.ts';
import type { Choice } from './source.ts';
import type { Asked, Command, Event, Insertion, Options, Shown, State } from './state.ts';
import type { Reading } from './surface.ts';
import { firstWord } from './units.ts';

/** Questions under way at once: the oldest that can still fit, and the newest. */
const RACE = 2;
/** Words that are asked for after the one that is shown, while answers come late: one question at a time. */
const AHEAD = 2;
/** A Tab so soon after a ghost appeared was meant for the page; milliseconds. */
const REACTION = 100;
/** The first rest after a failure, and the longest; milliseconds. */
const REST = 1_000;
const LONGEST_REST = 60_000;

/** What a state becomes by an event. */
type Rule<Of = never> = (state: State, event: Of, options: Options) => State;

const RULES: { readonly [Type in Event['type']]: Rule<Extract<Event, { type: Type }>> } = {
  changed,
  command,
  inserted,
  answered,
  failed,
  time,
  picked: (state) => state,
  configured: (state, { reading }, options) =>
    place({ ...state, reading, known: [], shown: null, asked: [] }, options),
};

/** The state of an assistant before its first event. It is `off` and asks for nothing. */
export function begin(reading: Reading): State {
  const none = { shown: null, asked: [], known: [], due: null, unasked: null };
  return {
    name: 'off',
    reading,
    ...none,
    typed: Number.NEGATIVE_INFINITY,
    failures: 0,
    late: false,
    restUntil: 0,
    next: 1,
  };
}

/**
 * The state after an event, and the effects that follow. It is pure: it changes nothing and throws nothing of its own.
 */
export function reduce(state: State, event: Event, options: Options): Step {
  const insertion = insertionOf(state, event);
  if (insertion) return { state, effects: [insertion] };
  const rule: Rule = RULES[event.type];
  return stepTo(state, rule(state, event as never, options), event, options);
}

/** Whether a command would have an effect now. `byKey`: a key that has none is the page's. */
export function hasEffect(state: State, command: Command, at: number, byKey: boolean): boolean {
  const { shown, name } = state;
  switch (command) {
    case 'accept':
    case 'accept-word':
      return canInsert(state) && !(byKey && command === 'accept' && at - (shown?.since ?? 0) < REACTION);
    case 'next':
    case 'previous':
      return (shown?.choices.length ?? 0) > 1;
    case 'dismiss':
      return byKey ? shown !== null : name !== 'off';
    case 'ask':
      return name !== 'off' && state.reading.before !== '' && state.reading.collapsed;
  }
}

const canInsert = ({ shown, reading }: State): boolean =>
  shown !== null && reading.editable && reading.collapsed && !reading.composing;

const canWork = ({ editable, focused }: Reading, { disabled }: Options): boolean =>
  editable && focused && !disabled;

/** What an event inserts, when it does. */
function insertionOf(state: State, event: Event): Insertion | undefined {
  const { shown } = state;
  if (!shown || !canInsert(state)) return undefined;
  const word = event.type === 'command' && event.command === 'accept-word';
  const taken = word || (event.type === 'command' && event.command === 'accept');
  const choice = shown.choices[event.type === 'picked' ? event.index : taken ? shown.index : -1];
  if (!choice) return undefined;
  const { text, confidence } = choice;
  const unit = word ? 'word' : 'all';
  return { type: 'insert', text: word ? firstWord(text) : text, unit, confidence, id: shown.id };
}

/** Nothing under way, nothing shown. */
function still(state: State, name: State['name']): State {
  return { ...state, name, shown: null, asked: [], due: null, unasked: null };
}

/** After a change of what is around the text: off, or on again. */
function place(state: State, options: Options): State {
  if (!canWork(state.reading, options)) return still(state, 'off');
  return state.shown || state.asked.length > 0 || state.due !== null ? state : still(state, 'quiet');
}

function changed(
  previous: State,
  { change, reading, at }: Extract<Event, { type: 'changed' }>,
  options: Options,
): State {
  const state = { ...previous, reading };
  const was = previous.reading;
  const sameText = reading.before === was.before && reading.after === was.after;
  if (!canWork(reading, options) || (sameText && reading.collapsed)) return place(state, options);
  if (change !== 'typed' || !reading.collapsed) return still(state, 'quiet');
  return seek({ ...state, typed: at }, at, options, at - previous.typed >= options.delay);
}

/** The text was typed on, or what was accepted is in it: shows what is known of it, or asks, at once or later. */
function seek(state: State, at: number, options: Options, atOnce: boolean): State {
  const { reading } = state;
  if (reading.before === '') return still(state, 'quiet');
  const choices = recall(state.known, reading);
  if (choices) return present(state, choices, at, options);
  const unasked = state.unasked ?? at;
  const soon = atOnce ? at : Math.min(at + options.delay, unasked + options.patience);
  const due = Math.max(soon, state.restUntil);
  const name = state.restUntil > at ? 'resting' : 'waiting';
  const asked = fitting(state);
  // Also what is due at once is asked by the clock, once the key's listeners are done.
  return { ...state, name, asked, shown: null, unasked, due };
}

/** Questions whose answers may still go on from the text of now. */
const fitting = ({ asked, reading }: State) => asked.filter((question) => mayFit(question, reading));

/** The state with a question under way for its text. */
function ask(state: State): State {
  const { reading, next } = state;
  const { before, after } = reading;
  const asking: State = { ...state, name: 'asking', shown: null, due: null, unasked: null };
  const asked = fitting(state);
  if (asked.some((question) => question.before === before)) return { ...asking, asked };
  return { ...asking, asked: [...asked.slice(0, RACE - 1), { id: next, before, after }], next: next + 1 };
}

/** Shows choices for the text of now. What was going to be asked need not be. */
function present(state: State, choices: readonly Choice[], at: number, options: Options): State {
  const { reading, shown: was, next } = state;
  const { before } = reading;
  const trimmed = trimToPlace(choices, reading, options.limit);
  const settled: State = { ...state, asked: fitting(state), due: null, unasked: null };
  if (trimmed.length === 0) {
    return { ...settled, name: settled.asked.length > 0 ? 'asking' : 'quiet', shown: null };
  }
  // The same suggestion leads to the same text, however much of it is typed.
  const goal = was && was.before + was.choices[was.index]!.text;
  const index = trimmed.findIndex(({ text }) => before + text === goal);
  const shown =
    was && index >= 0
      ? { ...was, before, choices: trimmed, index }
      : { before, choices: trimmed, index: 0, since: at, id: next };
  return askAhead({ ...settled, name: 'shown', shown, next: next + 1 }, state.asked, at);
}

/**
 * Where answers come late, what follows the ghost is asked for before it is typed. It is the only question then: of a text
 * that has a ghost, an answer would come too late as well.
 */
function askAhead(state: State, underWay: readonly Asked[], at: number): State {
  const { reading, shown, known, next } = state;
  if (!state.late || !shown || at < state.restUntil) return state;
  const { after } = reading;
  let before = reading.before + shown.choices[shown.index]!.text;
  for (let words = 0; words < AHEAD; words++) {
    const choices = recall(known, { before, after });
    if (!choices) {
      const asked = underWay.find((question) => question.before === before) ?? { id: next, before, after };
      return { ...state, asked: [asked], next: next + 1 };
    }
    before += choices[0]?.text ?? '';
  }
  return { ...state, asked: [] };
}

function inserted(
  previous: State,
  { text, reading, at }: Extract<Event, { type: 'inserted' }>,
  options: Options,
): State {
  const state = { ...previous, reading };
  const was = previous.reading;
  const asDrawn = reading.before === was.before + text && reading.after === was.after && reading.collapsed;
  if (!canWork(reading, options)) return place(state, options);
  // Else the page made something else of it.
  return asDrawn ? seek({ ...state, unasked: null }, at, options, true) : still(state, 'quiet');
}

function answered(
  previous: State,
  { id, choices, at }: Extract<Event, { type: 'answered' }>,
  options: Options,
): State {
  const question = previous.asked.find((asked) => asked.id === id);
  if (!question) return previous;
  const { before, after } = question;
  const known = remember(previous.known, { before, after, choices: usable(choices) });
  // An older question would only be answered for an older text.
  const asked = previous.asked.filter((other) => other.id > id);
  const now = previous.reading.before.length;
  const late = now === before.length ? false : previous.late || now > before.length;
  const state: State = { ...previous, asked, known, failures: 0, late };
  const found = recall(known, state.reading);
  if (found) return present(state, found, at, options);
  return asked.length === 0 && state.due === null ? { ...state, name: 'quiet' } : state;
}

function failed(previous: State, { id, retryAfter, at }: Extract<Event, { type: 'failed' }>): State {
  if (!previous.asked.some((asked) => asked.id === id)) return previous;
  const rest = Math.min(REST * 2 ** previous.failures, LONGEST_REST);
  const restUntil = at + Math.max(rest, (retryAfter ?? 0) * 1000);
  const state: State = { ...previous, asked: [], failures: previous.failures + 1, restUntil };
  return state.shown ? state : { ...state, name: 'resting', due: restUntil };
}

function time(state: State, { at }: Extract<Event, { type: 'time' }>): State {
  if (state.due === null || at < state.due) return state;
  return state.unasked === null ? still(state, 'quiet') : ask(state);
}

function command(
  state: State,
  { command, at }: Extract<Event, { type: 'command' }>,
  options: Options,
): State {
  if (!hasEffect(state, command, at, false)) return state;
  if (command === 'dismiss') return still(state, 'quiet');
  if (command === 'ask') {
    const known = recall(state.known, state.reading) ?? [];
    if (known.length > 0) return present(state, known, at, options);
    return at < state.restUntil ? state : ask(state);
  }
  const shown = state.shown as Shown;
  const { length } = shown.choices;
  const index = (shown.index + (command === 'next' ? 1 : length - 1)) % length;
  return askAhead({ ...state, shown: { ...shown, index } }, state.asked, at);
}
