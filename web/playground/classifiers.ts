/** The page of the classifiers: a text, what it is said to be, how sure that is, and which words weighed. */
import type { Classification } from '../client/wire-classify.ts';
import { wordsOf } from './bench.ts';
import { piecesOf, signed } from './core/weighed.ts';
import { byId, latest, make, settled } from './dom.ts';
import { registerOffline } from './offline.ts';
import { type Model, Server } from './server.ts';

/** Written for this page. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ['A letter', 'Dear Ms Featherstone, thank you for your letter about the owls in the roof of the library.'],
  ['German', 'Wo ist der Hafen, und wann fährt das letzte Boot?'],
  ['Norwegian or Danish', 'Hvor er havnen?'],
  [
    'A prize',
    'WINNER!! You have been chosen for a FREE prize. Call 09061 000 000 now to claim, 150p per minute.',
  ],
  [
    'A program',
    'for (const owl of roof.owls) {\n  if (owl.isAsleep) continue; // let it sleep\n  feed(owl, mice.pop());\n}',
  ],
  ['A table', 'id,fed,weight,owl\n14,2031-09-02,181.5,barn\n15,2031-09-02,170.2,tawny'],
];
/** Names in the table at most, and the pause of typing after which it is asked. */
const TOP = 6;
const PAUSE_MS = 200;

const root = new URL('../..', import.meta.url).href;
const server = new Server(root);
const text = byId('text', HTMLTextAreaElement);
const chosen = byId('model', HTMLSelectElement);
const least = byId('least', HTMLInputElement);
const verdict = byId('verdict', HTMLElement);
const fault = byId('fault', HTMLElement);
const names = byId('names', HTMLTableElement);
const why = byId('why', HTMLElement);
let models: readonly Model[] = [];
/** The name whose words are shown; that which is said if none was asked for. */
let explained: string | undefined;

const failed = (error: unknown) => {
  fault.textContent = wordsOf(error);
  fault.hidden = false;
};

const ask = latest(async (signal) => {
  const input = text.value;
  if (input.trim() === '' || chosen.value === '') return clear();
  const threshold = least.valueAsNumber;
  const { data } = await server.classify(
    {
      model: chosen.value,
      input,
      top_k: TOP,
      explain: explained ?? true,
      ...(threshold > 0 && isSure() && { threshold }),
    },
    signal,
  );
  fault.hidden = true;
  show(input, data[0]!);
}, failed);

/** Targets are numbers, and no more or less sure. */
const isSure = () => models.find(({ id }) => id === chosen.value)?.task !== 'targets';

function clear(): void {
  verdict.textContent = 'Write something.';
  names.hidden = true;
  why.hidden = true;
}

function show(input: string, said: Classification): void {
  const first = said.labels[0]!;
  verdict.textContent = said.abstained
    ? `It says nothing: the likeliest is ${first.label}, at ${first.score.toFixed(3)}.`
    : said.values
      ? Object.entries(said.values)
          .map(([name, value]) => `${name} ${value.toFixed(2)}`)
          .join(', ')
      : `It says ${(said.said ?? [first.label]).join(', ')}.`;
  names.hidden = said.values !== undefined;
  names.tBodies[0]!.replaceChildren(...said.labels.map(({ label, score }) => rowOf(label, score)));
  why.hidden = said.explain === undefined;
  if (said.explain) showWhy(input, said.explain);
}

function rowOf(label: string, score: number): HTMLTableRowElement {
  const bar = make('meter', { value: score, min: 0, max: 1 });
  bar.setAttribute('aria-label', `Probability of ${label}`);
  const button = make('button', { type: 'button', textContent: `Why ${label}?` });
  button.addEventListener('click', () => {
    explained = label;
    ask();
  });
  const probability = make('td', {}, `${score.toFixed(3)} `, bar);
  probability.dataset.column = 'Probability';
  const reason = make('td', {}, button);
  reason.dataset.column = 'Why';
  return make('tr', {}, make('th', { scope: 'row', textContent: label }), probability, reason);
}

function showWhy(input: string, { label, words }: NonNullable<Classification['explain']>): void {
  byId('why-title', HTMLElement).textContent = `What speaks for ${label}`;
  byId('marked', HTMLElement).replaceChildren(
    ...piecesOf(input, words).map((piece) =>
      piece.weight === undefined
        ? piece.text
        : make('span', {
            className: `value v${piece.level}`,
            textContent: piece.text,
            title: signed(piece.weight),
          }),
    ),
  );
  byId('words', HTMLElement).replaceChildren(
    ...words.map((word) => make('li', { textContent: `${word.text} ${signed(word.weight)}` })),
  );
}

/** What the chosen classifier is, and what it says of the text. */
function choose(): void {
  explained = undefined;
  byId('about', HTMLElement).textContent = models.find(({ id }) => id === chosen.value)?.description ?? '';
  ask();
}

async function start(): Promise<void> {
  models = await server.classifiers();
  chosen.replaceChildren(...models.map(({ id }) => make('option', { value: id, textContent: id })));
  if (models.length === 0) throw new Error('This server has no classifier.');
  choose();
}

byId('examples', HTMLElement).replaceChildren(
  ...EXAMPLES.flatMap(([name, example]) => {
    const button = make('button', { type: 'button', textContent: name });
    button.addEventListener('click', () => {
      text.value = example;
      choose();
    });
    return [button, ' '];
  }),
);
text.addEventListener(
  'input',
  settled(PAUSE_MS, () => ask()),
);
chosen.addEventListener('change', choose);
least.addEventListener('input', () => {
  byId('least-value', HTMLOutputElement).textContent = least.valueAsNumber.toFixed(2);
  ask();
});
byId('key', HTMLInputElement).addEventListener('change', ({ target }) => {
  server.apiKey = (target as HTMLInputElement).value;
  start().catch(failed);
});
start().catch(failed);
registerOffline(root);
