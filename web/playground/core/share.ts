/** Everything that is set in the playground, as the fragment of a link: a fragment never reaches a server. */
import { fit, initialSettings, KNOBS, type Settings, STOPS } from './knobs.ts';

/** What a link brings along. */
export interface Shared {
  text: string;
  /** '' for the server's own choice. */
  model: string;
  /** From 0 to 1. */
  minConfidence: number;
  settings: Settings;
  /** Models that are shown side by side. */
  beside: string[];
}

/** Below this confidence nothing is shown, unless somebody turns the dial. */
export const MIN_CONFIDENCE = 0.4;
/** Models side by side at most. */
export const MOST_BESIDE = 4;
/** Characters of a text that a link may bring. */
const LONGEST = 20_000;
const MODEL = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** What is there without a link. */
export const nothingShared = (): Shared => ({
  text: '',
  model: '',
  minConfidence: MIN_CONFIDENCE,
  settings: initialSettings(),
  beside: [],
});

/** With its `#`; what is as it is anyway is left out. */
export function toFragment({ text, model, minConfidence, settings, beside }: Shared): string {
  const plain = initialSettings();
  const fields = new URLSearchParams();
  if (model) fields.set('model', model);
  if (minConfidence !== MIN_CONFIDENCE) fields.set('sure', String(minConfidence));
  for (const { field } of KNOBS)
    if (settings.values[field] !== plain.values[field]) fields.set(field, String(settings.values[field]));
  if (settings.stopAt) fields.set('stop_at', settings.stopAt);
  if (beside.length > 0) fields.set('beside', beside.join(' '));
  if (text) fields.set('text', text);
  return `#${fields}`;
}

/** Takes what it understands of any fragment, and leaves the rest: anybody can write a link. */
export function fromFragment(fragment: string): Shared {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const shared = nothingShared();
  shared.text = (fields.get('text') ?? '').slice(0, LONGEST).toWellFormed();
  const named = (name: string) => MODEL.test(name);
  shared.model = [fields.get('model') ?? ''].find(named) ?? '';
  shared.beside = [...new Set((fields.get('beside') ?? '').split(' ').filter(named))].slice(0, MOST_BESIDE);
  const sure = fields.get('sure');
  if (sure !== null && Number(sure) >= 0 && Number(sure) <= 1) shared.minConfidence = Number(sure);
  for (const knob of KNOBS) {
    const value = fields.get(knob.field);
    const fitted = value === null || value === '' ? undefined : fit(knob, Number(value));
    if (fitted !== undefined) shared.settings.values[knob.field] = fitted;
  }
  shared.settings.stopAt = STOPS.find((stop) => stop === fields.get('stop_at')) ?? '';
  return shared;
}
