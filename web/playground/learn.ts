/** The learner's page: the family of networks on one text. */
import type { Local, Trace } from '../local/local.ts';
import { wordsOf } from './bench.ts';
import { FAMILY, type Forgetting, forgettingOf, type Kind, withFirstWord } from './core/family.ts';
import { loadSize } from './core/figures.ts';
import { widthOf } from './core/memory.ts';
import type { Series } from './core/scales.ts';
import { byId, latest, make, makeRow } from './dom.ts';
import { loadLocal } from './load-local.ts';
import { registerOffline } from './offline.ts';
import { paintMemory } from './paint.ts';
import { drawPlot, legendOf } from './plot.ts';
import { Server } from './server.ts';

/** Set by the build, from distances.json: see scripts/web/distances.ts. */
declare const DISTANCES: readonly { name: string; left: number[] }[];

const root = new URL('../..', import.meta.url).href;
const server = new Server(root);

const status = byId('status', HTMLElement);
const fault = byId('fault', HTMLElement);
const at = byId('at', HTMLInputElement);
/** Disabled until there are networks to read with. */
const button = byId('read', HTMLButtonElement);

/** By model; each in a worker of its own. */
const opened = new Map<string, Promise<Local>>();

interface Read {
  kind: Kind;
  trace: Trace;
  forgetting: Forgetting;
}

const failed = (error: unknown) => {
  fault.textContent = wordsOf(error);
  fault.hidden = false;
  status.textContent = '';
};

async function showKinds(): Promise<void> {
  const served = new Set((await server.models()).map(({ id }) => id));
  const boxes = await Promise.all(
    FAMILY.filter(({ model }) => served.has(model)).map(async ({ model, name }) => {
      const box = make('input', { type: 'checkbox', value: model, checked: true });
      return make('label', {}, box, ` ${name} (${loadSize(await server.card(model))})`);
    }),
  );
  byId('kinds', HTMLElement).replaceChildren(...boxes);
  button.disabled = false;
}

function open(model: string): Promise<Local> {
  const known = opened.get(model);
  if (known) return known;
  const opening = loadLocal(server.url).then(({ openLocal }) =>
    openLocal({ server: server.url, model, places: ['worker', 'page'] }),
  );
  opened.set(model, opening);
  opening.catch(() => opened.delete(model));
  return opening;
}

const read = latest(async (signal) => {
  fault.hidden = true;
  const text = byId('text', HTMLTextAreaElement).value;
  const other = withFirstWord(text, byId('word', HTMLInputElement).value);
  const chosen = new Set(
    [...document.querySelectorAll<HTMLInputElement>('#kinds input:checked')].map(({ value }) => value),
  );
  const reads: Read[] = [];
  for (const kind of FAMILY.filter(({ model }) => chosen.has(model))) {
    status.textContent = `${kind.name} …`;
    const { engine } = await open(kind.model);
    const trace = await engine.trace(text, signal);
    reads.push({ kind, trace, forgetting: forgettingOf(trace, await engine.trace(other, signal)) });
  }
  status.textContent = reads.length === 0 ? 'Choose a network.' : '';
  if (reads.length > 0) show(reads);
}, failed);

const seriesOf = ({ kind, forgetting }: Read): Series => ({
  name: kind.name,
  points: forgetting.left.map((rest, i) => [i + 1, rest] as const),
});

const tokens = (count: number | undefined): string =>
  count === undefined ? 'not in this text' : `${count} tokens`;

function show(reads: readonly Read[]): void {
  byId('result', HTMLElement).hidden = false;
  const series = reads.map(seriesOf);
  byId('plot', HTMLElement).replaceChildren(
    drawPlot(series, {
      title: 'What is left of another first word, by tokens read since',
      along: 'tokens since',
    }),
  );
  byId('key', HTMLElement).replaceChildren(...legendOf(series));
  byId('rows', HTMLElement).replaceChildren(
    ...reads.map(({ kind, trace, forgetting }) =>
      makeRow(kind.name, [
        ['Remembers by', kind.memory],
        ['Numbers', widthOf(trace).toLocaleString('en')],
        ['A tenth is left after', tokens(forgetting.tenth)],
        ['Nothing is left after', tokens(forgetting.gone)],
      ]),
    ),
  );
  showStrips(reads);
}

/** The memory of each after one token, which a slider chooses. */
function showStrips(reads: readonly Read[]): void {
  const last = Math.max(...reads.map(({ trace }) => trace.pieces.length)) - 1;
  at.max = String(last);
  at.value = String(last);
  const strips = reads.map(({ kind, trace }) => {
    const canvas = make('canvas', { className: 'strip' });
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `The memory of the ${kind.name}: a pixel a number`);
    return { canvas, trace, name: kind.name };
  });
  byId('strips', HTMLElement).replaceChildren(
    ...strips.map(({ canvas, name }) =>
      make('figure', {}, make('figcaption', { textContent: name }), canvas),
    ),
  );
  const paint = () => {
    const token = at.valueAsNumber;
    const piece = reads[0]!.trace.pieces[token] ?? '';
    byId('at-value', HTMLOutputElement).textContent = `${token}${piece === '' ? '' : ` (“${piece.trim()}”)`}`;
    for (const { canvas, trace } of strips)
      paintMemory(canvas, trace, Math.min(token, trace.pieces.length - 1));
  };
  at.oninput = paint;
  paint();
}

const gradients: Series[] = DISTANCES.map(({ name, left }) => ({
  name,
  points: left.map((rest, i) => [i + 1, rest] as const),
}));
byId('gradients', HTMLElement).replaceChildren(
  drawPlot(gradients, { title: 'What is left of the gradient, by steps back', along: 'steps back' }),
);
byId('gradients-key', HTMLElement).replaceChildren(...legendOf(gradients));
button.addEventListener('click', () => read());
showKinds().catch(failed);
registerOffline(root);
