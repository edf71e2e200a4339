/** How a completion is drawn: the fields of a request that can be turned, with their ranges. */
import type { CompletionRequest } from '../../client/requests.ts';

/** A field with a number. */
export interface Knob {
  field: keyof typeof DEFAULTS & keyof CompletionRequest;
  label: string;
  /** What it does, in a few words. */
  hint: string;
  least: number;
  most: number;
  step: number;
}

/** Values that change nothing, but for the length, the temperature and the seed: the same seed says the same. */
export const DEFAULTS = {
  max_tokens: 40,
  temperature: 0.7,
  top_k: 0,
  top_p: 1,
  min_p: 0,
  presence_penalty: 0,
  frequency_penalty: 0,
  repetition_penalty: 1,
  seed: 7,
};

/** The knobs, in the order in which they are shown. */
export const KNOBS: readonly Knob[] = [
  { field: 'max_tokens', label: 'Length', hint: 'tokens at most', least: 1, most: 200, step: 1 },
  { field: 'temperature', label: 'Temperature', hint: '0 never draws', least: 0, most: 2, step: 0.05 },
  { field: 'top_k', label: 'Top-k', hint: 'of so many likeliest; 0: all', least: 0, most: 200, step: 1 },
  { field: 'top_p', label: 'Top-p', hint: 'of this share together', least: 0, most: 1, step: 0.01 },
  {
    field: 'min_p',
    label: 'Min-p',
    hint: 'of at least this share of the best',
    least: 0,
    most: 1,
    step: 0.01,
  },
  {
    field: 'presence_penalty',
    label: 'Presence',
    hint: 'once for each word said',
    least: -2,
    most: 2,
    step: 0.1,
  },
  {
    field: 'frequency_penalty',
    label: 'Frequency',
    hint: 'each time it was said',
    least: -2,
    most: 2,
    step: 0.1,
  },
  { field: 'repetition_penalty', label: 'Repetition', hint: '1: none', least: 0.1, most: 3, step: 0.05 },
  { field: 'seed', label: 'Seed', hint: 'the same seed says the same', least: 0, most: 999_999, step: 1 },
];

/** Where a completion may end early. */
export const STOPS = ['', 'word', 'sentence', 'line'] as const;
/** One of `STOPS`; '' is the length. */
export type Stop = (typeof STOPS)[number];

/** What somebody has turned the knobs to. */
export interface Settings {
  values: typeof DEFAULTS;
  stopAt: Stop;
}

/** The settings at the start. */
export const initialSettings = (): Settings => ({ values: { ...DEFAULTS }, stopAt: '' });

/** A value that a knob can have: within its range; undefined for what is no number. */
export function fit({ least, most, step }: Knob, value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  const within = Math.min(most, Math.max(least, value));
  return step === 1 ? Math.round(within) : within;
}

/** A prompt and the settings as a request. Fields that change nothing are left out: what is copied is what matters. */
export function requestOf(prompt: string, model: string, { values, stopAt }: Settings) {
  const same: Partial<Record<string, number>> = {
    top_k: 0,
    top_p: 1,
    min_p: 0,
    presence_penalty: 0,
    frequency_penalty: 0,
    repetition_penalty: 1,
  };
  const turned = Object.entries(values).filter(([field, value]) => same[field] !== value);
  return { model, prompt, ...Object.fromEntries(turned), ...(stopAt && { stop_at: stopAt }) } as {
    model: string;
    prompt: string;
  } & Partial<typeof DEFAULTS> & { stop_at?: Exclude<Stop, ''> };
}
