/** The memory of the model in this page: all its numbers, one of them along the text, and the words that it expects again. */
import type { Trace } from '../local/trace.ts';
import type { Bench } from './bench.ts';
import { liveliest, neuronOf, placeOf, raisedWords, squashed, widthOf } from './core/memory.ts';
import { numberAt, stepOf } from './core/strip.ts';
import { byId, latest, make } from './dom.ts';
import { paintMemory, pointOf } from './paint.ts';

/** Words that are shown as expected. */
const MOST_RAISED = 20;

export function mountState(bench: Bench): void {
  const pane = byId('state', HTMLElement);
  const canvas = byId('state-strip', HTMLCanvasElement);
  const neuron = byId('neuron', HTMLInputElement);
  const forgotten = byId('forgotten', HTMLElement);
  let trace: Trace | undefined;

  const showNeuron = () => {
    if (!trace) return;
    neuron.max = String(widthOf(trace) - 1);
    const chosen = Math.max(0, Math.min(widthOf(trace) - 1, Math.floor(neuron.valueAsNumber) || 0));
    neuron.value = String(chosen);
    showAlong(trace, chosen);
  };
  const show = (next: Trace) => {
    const first = trace === undefined;
    trace = next;
    byId('state-size', HTMLElement).textContent =
      `${widthOf(next).toLocaleString('en')} numbers in ${next.sizes.length} vectors, after ${next.pieces.length - 1} pieces of the text:`;
    paintMemory(canvas, next, next.pieces.length - 1);
    if (first) neuron.value = String(liveliest(next));
    showNeuron();
    showRaised(next);
  };
  const read = latest(async (signal, forget: boolean) => {
    const { local } = bench;
    pane.hidden = !local;
    if (!local) {
      trace = undefined;
      return;
    }
    const next = await local.engine.trace(bench.text, signal, forget);
    if (!signal.aborted) show(next);
    if (forget) bench.tell('shared');
  }, bench.failed);

  bench.on('text', () => {
    forgotten.textContent = '';
    read(false);
  });
  bench.on('side', () => read(false));
  neuron.addEventListener('input', showNeuron);
  byId('lively', HTMLButtonElement).addEventListener('click', () => {
    if (trace) neuron.value = String(liveliest(trace));
    showNeuron();
  });
  canvas.addEventListener('click', (event) => {
    const number = trace && numberAt(trace.sizes, ...pointOf(canvas, event));
    if (number === undefined) return;
    neuron.value = String(number);
    showNeuron();
  });
  byId('forget', HTMLButtonElement).addEventListener('click', () => {
    read(true);
    forgotten.textContent = 'Forgotten: what you write from here on is learned anew.';
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => trace && show(trace));
}

/** The text, coloured by one number. */
function showAlong(trace: Trace, neuron: number): void {
  const values = neuronOf(trace, neuron);
  const steps = squashed(values);
  const { vector, index } = placeOf(trace, neuron);
  const now = values.at(-1)!.toFixed(3);
  byId('neuron-place', HTMLElement).textContent = `is number ${index} of vector ${vector}; now ${now}.`;
  byId('neuron-text', HTMLElement).replaceChildren(
    ...trace.pieces.map((piece, i) =>
      make('span', {
        className: `value v${stepOf(steps[i]!)}`,
        textContent: piece,
        title: values[i]!.toFixed(3),
      }),
    ),
  );
}

function showRaised(trace: Trace): void {
  const words = raisedWords(trace, MOST_RAISED);
  byId('raised', HTMLElement).replaceChildren(
    ...words.map(({ word, times }) =>
      make('li', { textContent: `${word} ×${times < 10 ? times.toFixed(1) : Math.round(times)}` }),
    ),
  );
}
