/** A longer completion, by settings that can be turned; the request as a program; a link to all of it. */
import type { Bench } from './bench.ts';
import { fit, KNOBS, type Knob, requestOf, STOPS } from './core/knobs.ts';
import { toFragment } from './core/share.ts';
import { LANGUAGES, snippet } from './core/snippets.ts';
import { byId, latest, make } from './dom.ts';

export function mountContinue(bench: Bench): void {
  byId('knobs', HTMLElement).replaceChildren(...KNOBS.map((knob) => knobField(bench, knob)));
  const { settings } = bench.shared;
  const stopAt = byId('stop-at', HTMLSelectElement);
  stopAt.value = settings.stopAt;
  stopAt.addEventListener('change', () => {
    settings.stopAt = STOPS.find((stop) => stop === stopAt.value) ?? '';
  });
  mountRun(bench);
  mountCopy(bench);
}

function knobField(bench: Bench, knob: Knob): HTMLElement {
  const { field, label, hint, least, most, step } = knob;
  const { values } = bench.shared.settings;
  const input = make('input', { id: `knob-${field}`, type: 'number' });
  input.min = String(least);
  input.max = String(most);
  input.step = String(step);
  input.value = String(values[field]);
  input.addEventListener('input', () => {
    values[field] = fit(knob, input.valueAsNumber) ?? values[field];
  });
  input.addEventListener('change', () => {
    input.value = String(values[field]);
  });
  return make(
    'div',
    {},
    make('label', { htmlFor: input.id, textContent: label }),
    input,
    make('small', { textContent: hint }),
  );
}

const request = ({ text, shared }: Bench) => requestOf(text, shared.model, shared.settings);

function mountRun(bench: Bench): void {
  const run = byId('run', HTMLButtonElement);
  const stop = byId('stop', HTMLButtonElement);
  const take = byId('take', HTMLButtonElement);
  const said = byId('said', HTMLElement);
  let completion = { after: '', text: '' };
  let stopped = new AbortController();
  const ready = (is: boolean) => {
    stop.disabled = is;
    // Spoken once it is whole.
    said.ariaBusy = String(!is);
    take.disabled = completion.text === '';
  };
  const go = latest(async (signal) => {
    completion = { after: bench.text, text: '' };
    said.textContent = completion.after === '' ? 'Write something first.' : '';
    if (completion.after === '') return;
    ready(false);
    stopped = new AbortController();
    try {
      const either = AbortSignal.any([signal, stopped.signal]);
      for await (const piece of bench.side.stream(request(bench), either)) {
        completion.text += piece;
        said.replaceChildren(make('b', { textContent: `…${completion.after.slice(-60)}` }), completion.text);
      }
      if (completion.text === '') said.textContent = 'The model ends here.';
      bench.worked();
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    } finally {
      ready(true);
    }
  }, bench.failed);
  run.addEventListener('click', () => go());
  stop.addEventListener('click', () => stopped.abort());
  take.addEventListener('click', () => {
    bench.text = completion.after + completion.text;
    completion.text = '';
    take.disabled = true;
  });
}

function mountCopy(bench: Bench): void {
  const code = byId('code', HTMLElement);
  const copied = byId('copied', HTMLElement);
  const copy = async (text: string, what: string) => {
    code.textContent = text;
    code.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      copied.textContent = `${what} is copied.`;
    } catch {
      copied.textContent = `This browser does not let a page copy: ${what} stands below.`;
    }
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    const language = LANGUAGES.find((each) => each === button.dataset.copy)!;
    button.addEventListener('click', () =>
      copy(snippet(language, bench.server.url, request(bench)), 'The program'),
    );
  }
  byId('link', HTMLButtonElement).addEventListener('click', () => {
    const link = new URL(toFragment(bench.shared), location.href).href;
    history.replaceState(null, '', link);
    return copy(link, 'The link');
  });
}
