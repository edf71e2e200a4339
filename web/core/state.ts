/** The state of one assistant, the events that change it, and the effects that follow. */
import { ENGLISH, type Words } from './announce.ts';
import type { Choice, Question } from './source.ts';
import type { Change, Reading, View } from './surface.ts';

/**
 * `off`: nothing to do here (disabled, unfocused, not editable). `quiet`: no suggestion until something is typed.
 * `waiting`: will ask. `asking`: has asked. `shown`: a ghost is on the screen. `resting`: the source failed; waits.
 */
export type StateName = 'off' | 'quiet' | 'waiting' | 'asking' | 'shown' | 'resting';

/** How much is accepted. */
export type Unit = 'all' | 'word';

/** Why a ghost went: the text went another way, Esc, focus or caret left, another came, the assistant was switched off. */
export type HideReason = 'typed-away' | 'dismissed' | 'left' | 'replaced' | 'disabled' | 'accepted';

/** Settings of one assistant. */
export interface Options {
  readonly disabled: boolean;
  /** Milliseconds of quiet before a question, while keys come fast: after a pause that long, the first is asked for at once. */
  readonly delay: number;
  /** A question goes out after so many milliseconds at the latest, though keys go on. */
  readonly patience: number;
  /** Choices asked for. */
  readonly limit: number;
  readonly display: View['display'];
  /** Keys that accept all. */
  readonly accept: readonly ('Tab' | 'ArrowRight')[];
  /** Spoken to screen readers. */
  readonly announce: boolean;
  /** In which words. */
  readonly words: Words;
}

/** The settings that hold unless a page gives others. */
export const DEFAULTS: Options = {
  disabled: false,
  delay: 60,
  patience: 250,
  limit: 1,
  display: 'ghost',
  accept: ['Tab'],
  announce: true,
  words: ENGLISH,
};

/** What a person or a page can ask of the assistant. */
export type Command = 'accept' | 'accept-word' | 'dismiss' | 'next' | 'previous' | 'ask';

/** Choices for a text, as they were answered. */
export interface Known {
  readonly before: string;
  readonly after: string;
  readonly choices: readonly Choice[];
}

/** A question under way. */
export interface Asked {
  readonly id: number;
  readonly before: string;
  readonly after: string;
}

/** What is on the screen: the rest of the choices, as the text of now wants them. */
export interface Shown {
  /** The text before the caret that the choices go on from. */
  readonly before: string;
  /** The choices that still fit the text, less what is typed of them. Never empty, no text empty. */
  readonly choices: readonly Choice[];
  readonly index: number;
  /** When it first appeared, milliseconds of the clock. */
  readonly since: number;
  /** Names the suggestion: the same while it is typed along. */
  readonly id: number;
}

/** All that an assistant knows. It is never changed; each event makes a new one. */
export interface State {
  readonly name: StateName;
  readonly reading: Reading;
  readonly shown: Shown | null;
  /** At most two, the oldest first. */
  readonly asked: readonly Asked[];
  /** Answers, the newest first. */
  readonly known: readonly Known[];
  /** Milliseconds of the clock at which something is due: a question, or the end of a rest. Null: nothing is. */
  readonly due: number | null;
  /** When the oldest edit was made that no question has followed. Null: there is none. */
  readonly unasked: number | null;
  /** When the text was typed on last. */
  readonly typed: number;
  /** Failures in a row. */
  readonly failures: number;
  /** The last answer came when the text had moved on. What was asked ahead of the text tells nothing of that. */
  readonly late: boolean;
  /** No question before this. */
  readonly restUntil: number;
  /** Number of the next question, and of the next suggestion. */
  readonly next: number;
}

/** Something that happened. `at` is the time in milliseconds of the clock. */
export type Event =
  | { readonly type: 'changed'; readonly change: Change; readonly reading: Reading; readonly at: number }
  | { readonly type: 'command'; readonly command: Command; readonly at: number }
  | { readonly type: 'picked'; readonly index: number; readonly at: number }
  | { readonly type: 'inserted'; readonly text: string; readonly reading: Reading; readonly at: number }
  | {
      readonly type: 'answered';
      readonly id: number;
      readonly choices: readonly Choice[];
      readonly at: number;
    }
  | { readonly type: 'failed'; readonly id: number; readonly retryAfter: number | null; readonly at: number }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'configured'; readonly reading: Reading; readonly at: number };

/** Text that goes into the document. */
export interface Insertion {
  readonly type: 'insert';
  readonly text: string;
  readonly unit: Unit;
  readonly confidence: number | null;
  readonly id: number;
}

/** Something that has to be done after a step. */
export type Effect =
  | Insertion
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'show'; readonly view: View | null }
  /** Speaks after so many milliseconds, unless there is another by then; an empty text takes back what was said. */
  | { readonly type: 'announce'; readonly text: string; readonly after: number }
  | { readonly type: 'shown'; readonly shown: Shown }
  | { readonly type: 'hidden'; readonly reason: HideReason; readonly id: number };
