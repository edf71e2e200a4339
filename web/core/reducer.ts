/**
 * The machine of an assistant, pure: `reduce(state, event, options)` gives the next state and what follows from the
 * step. Each event's rule only says what the state becomes; `effects.ts` compares the two states for what has to be done.
 */
import { type Step, stepTo } from './effects.ts';
import { mayFit, recall, remember, trimToPlace, usable } from './fit.ts';
import type { Choice } from './source.ts';
import type { Command, Event, HideReason, Options, Shown, State, Unit } from './state.ts';
import type { Reading } from './surface.ts';
import { firstWord } from './units.ts';

/** Questions under way at once: the oldest that can still fit, and the newest. */
const RACE = 2;
/** A Tab so soon after a ghost appeared was meant for the page; milliseconds. */
const REACTION = 100;
/** The first rest after a failure, and the longest; milliseconds. */
const REST = 1_000;
const LONGEST_REST = 60_000;

/** The state of an assistant before its first event. It is `off` and asks for nothing. */
export function begin(reading: Reading): State {
  const none = { shown: null, asked: [], known: [], due: null, unasked: null };
  return {
    name: 'off',
    reading,
    ...none,
    typed: Number.NEGATIVE_INFINITY,
    failures: 0,
    restUntil: 0,
    next: 1,
  };
}

/**
 * The state after an event, and the effects that follow. It is pure: it changes nothing and throws nothing of its own.
 */
export function reduce(state: State, event: Event, options: Options): Step {
  switch (event.type) {
    case 'changed':
      return changed(state, event, options);
    case 'configured':
      return place({ ...state, reading: event.reading, known: [], shown: null, asked: [] }, state, options);
    case 'command':
      return command(state, event, options);
    case 'picked': {
      const choice = state.shown?.choices[event.index];
      if (!choice || !canInsert(state)) return { state, effects: [] };
      return insertion(state, choice.text, 'all', choice.confidence);
    }
    case 'inserted':
      return inserted(state, event, options);
    case 'answered':
      return answered(state, event, options);
    case 'failed':
      return failed(state, event, options);
    case 'time':
      return time(state, event.at, options);
  }
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

/** Nothing under way, nothing shown. */
function still(state: State, name: State['name']): State {
  return { ...state, name, shown: null, asked: [], due: null, unasked: null };
}

/** After a change of what is around the text: off, or on again. */
function place(state: State, previous: State, options: Options): Step {
  if (!canWork(state.reading, options)) {
    return stepTo(previous, still(state, 'off'), options, options.disabled ? 'disabled' : 'left');
  }
  if (state.shown || state.asked.length > 0 || state.due !== null) return stepTo(previous, state, options);
  return stepTo(previous, still(state, 'quiet'), options, 'disabled');
}

function changed(
  previous: State,
  { change, reading, at }: Extract<Event, { type: 'changed' }>,
  options: Options,
): Step {
  const state = { ...previous, reading };
  const was = previous.reading;
  const sameText = reading.before === was.before && reading.after === was.after;
  if (!canWork(reading, options) || (sameText && reading.collapsed)) return place(state, previous, options);
  if (change === 'typed' && reading.collapsed) {
    return seek({ ...state, typed: at }, previous, at, options, 'typed-away');
  }
  return stepTo(previous, still(state, 'quiet'), options, change === 'caret' ? 'left' : 'typed-away');
}

/** The text was typed on, or what was accepted is in it: shows what is known of it, or asks now or later. */
function seek(state: State, previous: State, at: number, options: Options, reason: HideReason): Step {
  const { reading } = state;
  if (reading.before === '') return stepTo(previous, still(state, 'quiet'), options, reason);
  const asked = state.asked.filter((question) => mayFit(question, reading));
  const choices = recall(state.known, reading);
  if (choices) {
    const next = present({ ...state, asked }, previous, choices, at, options);
    return stepTo(previous, next, options, reason);
  }
  const unasked = state.unasked ?? at;
  const atOnce = reason === 'accepted' || at - previous.typed >= options.delay;
  const soon = atOnce ? at : Math.min(at + options.delay, unasked + options.patience);
  const due = Math.max(soon, state.restUntil);
  const name = state.restUntil > at ? 'resting' : 'waiting';
  const waiting: State = { ...state, name, asked, shown: null, unasked, due };
  // Also what is due at once is asked by the clock, once the key's listeners are done.
  return stepTo(previous, waiting, options, reason);
}

/** The state with a question under way for its text. */
function ask(state: State): State {
  const { reading, next } = state;
  const { before, after } = reading;
  const asking: State = { ...state, name: 'asking', shown: null, due: null, unasked: null };
  const asked = state.asked.filter((question) => mayFit(question, reading));
  if (asked.some((question) => question.before === before)) return { ...asking, asked };
  return { ...asking, asked: [...asked.slice(0, RACE - 1), { id: next, before, after }], next: next + 1 };
}

/** Shows choices for the text of now. What was going to be asked need not be. */
function present(
  state: State,
  previous: State,
  choices: readonly Choice[],
  at: number,
  options: Options,
): State {
  const fitting = trimToPlace(choices, state.reading, options.limit);
  const settled: State = { ...state, due: null, unasked: null };
  if (fitting.length === 0) {
    return { ...settled, name: settled.asked.length > 0 ? 'asking' : 'quiet', shown: null };
  }
  const was = previous.shown;
  // The same suggestion leads to the same text, however much of it is typed.
  const goal = was && previous.reading.before + was.choices[was.index]!.text;
  const index = fitting.findIndex(({ text }) => state.reading.before + text === goal);
  if (was && index >= 0) return { ...settled, name: 'shown', shown: { ...was, choices: fitting, index } };
  const shown = { choices: fitting, index: 0, since: at, id: state.next };
  return { ...settled, name: 'shown', shown, next: state.next + 1 };
}

function inserted(
  previous: State,
  { text, reading, at }: Extract<Event, { type: 'inserted' }>,
  options: Options,
): Step {
  const state = { ...previous, reading };
  const was = previous.reading;
  const asDrawn = reading.before === was.before + text && reading.after === was.after && reading.collapsed;
  if (!canWork(reading, options)) return place(state, previous, options);
  // The page made something else of it.
  if (!asDrawn) return stepTo(previous, still(state, 'quiet'), options, 'accepted');
  return seek({ ...state, unasked: null }, previous, at, options, 'accepted');
}

function answered(
  previous: State,
  { id, choices, at }: Extract<Event, { type: 'answered' }>,
  options: Options,
): Step {
  const question = previous.asked.find((asked) => asked.id === id);
  if (!question) return { state: previous, effects: [] };
  const { before, after } = question;
  const known = remember(previous.known, { before, after, choices: usable(choices) });
  // An older question would only be answered for an older text.
  const asked = previous.asked.filter((other) => other.id > id);
  const state: State = { ...previous, asked, known, failures: 0 };
  const found = recall(known, state.reading);
  if (found) return stepTo(previous, present(state, previous, found, at, options), options, 'replaced');
  const over = asked.length === 0 && state.due === null;
  return stepTo(previous, over ? { ...state, name: 'quiet' } : state, options, 'replaced');
}

function failed(
  previous: State,
  { id, retryAfter, at }: Extract<Event, { type: 'failed' }>,
  options: Options,
): Step {
  if (!previous.asked.some((asked) => asked.id === id)) return { state: previous, effects: [] };
  const rest = Math.min(REST * 2 ** previous.failures, LONGEST_REST);
  const restUntil = at + Math.max(rest, (retryAfter ?? 0) * 1000);
  const state: State = { ...previous, asked: [], failures: previous.failures + 1, restUntil };
  if (state.shown) return stepTo(previous, state, options);
  return stepTo(previous, { ...state, name: 'resting', due: restUntil }, options);
}

function time(state: State, at: number, options: Options): Step {
  if (state.due === null || at < state.due) return { state, effects: [] };
  return stepTo(state, state.unasked === null ? still(state, 'quiet') : ask(state), options);
}

function command(
  previous: State,
  { command, at }: Extract<Event, { type: 'command' }>,
  options: Options,
): Step {
  if (!hasEffect(previous, command, at, false)) return { state: previous, effects: [] };
  const { shown, reading } = previous;
  if (command === 'dismiss') return stepTo(previous, still(previous, 'quiet'), options, 'dismissed');
  if (command === 'ask') {
    const known = recall(previous.known, reading) ?? [];
    if (known.length > 0) return stepTo(previous, present(previous, previous, known, at, options), options);
    return at < previous.restUntil
      ? { state: previous, effects: [] }
      : stepTo(previous, ask(previous), options, 'replaced');
  }
  const { choices, index } = shown as Shown;
  const { text, confidence } = choices[index]!;
  if (command === 'accept') return insertion(previous, text, 'all', confidence);
  if (command === 'accept-word') return insertion(previous, firstWord(text), 'word', confidence);
  const turned = (index + (command === 'next' ? 1 : choices.length - 1)) % choices.length;
  return stepTo(previous, { ...previous, shown: { ...(shown as Shown), index: turned } }, options);
}

function insertion(state: State, text: string, unit: Unit, confidence: number | null): Step {
  const { id } = state.shown as Shown;
  return { state, effects: [{ type: 'insert', text, unit, confidence, id }] };
}
