/** The text by the model's surprise: colours and lines, what was expected instead, and a way to branch off there. */

import type { Bench } from './bench.ts';
import {
  bitsPerByte,
  endFrom,
  LEVELS,
  levelOf,
  type ScoredToken,
  scoredTokens,
  worstWords,
} from './core/surprise.ts';
import { byId, latest, make, settled } from './dom.ts';
import type { Side } from './sides.ts';

/** Of a longer text the end is looked at: all of it is read anew whenever the keys rest. */
export const MOST_SCORED = 6000;
/** Words in the list of the worst. */
const WORST = 24;

/** The tokens of a text as a model sees them. */
export async function scoreText(
  side: Side,
  model: string,
  text: string,
  signal: AbortSignal,
): Promise<ScoredToken[]> {
  const { choices } = await side.complete(
    { model, prompt: text, echo: true, logprobs: 5, max_tokens: 0, temperature: 0 },
    signal,
  );
  const [choice] = choices;
  return choice?.logprobs ? scoredTokens(text, choice.logprobs) : [];
}

/** A blank that can be seen, where it is all of a piece. */
const visible = (text: string): string => text.replaceAll('\n', '↵\n');
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

export function mountTokens(bench: Bench): void {
  const list = byId('tokens', HTMLElement);
  const bits = byId('bits', HTMLElement);
  byId('legend', HTMLElement).replaceChildren(
    ...LEVELS.map(({ name, range }, level) =>
      make('li', {}, make('span', { className: `token level${level}`, textContent: name }), ` ${range}`),
    ),
  );
  const score = latest(async (signal) => {
    const before = bench.text.slice(0, endFrom(bench.text, MOST_SCORED));
    const text = bench.text.slice(before.length);
    const tokens = text === '' ? [] : await scoreText(bench.side, bench.shared.model, text, signal);
    if (signal.aborted) return;
    bench.worked();
    byId('others', HTMLElement).hidden = true;
    list.replaceChildren(...tokens.map((token, i) => tokenElement(token, i)));
    const perByte = bitsPerByte(text, tokens).toFixed(3);
    bits.textContent =
      text === ''
        ? ''
        : `${perByte} bits per byte${before === '' ? '' : ' of the end of the text'}, by ${bench.shared.model || 'the model'}: ${tokens.length} pieces.`;
    showWorst(text, tokens);
    mountKeys(list, (i) => showOthers(bench, before + text, before.length, tokens[i]!));
  }, bench.failed);
  bench.on('text', settled(250, score));
  bench.on('model', score);
  bench.on('side', score);
}

function tokenElement({ text, bits }: ScoredToken, i: number): HTMLElement {
  const level = levelOf(bits);
  const element = make('span', {
    className: `token level${level}`,
    textContent: visible(text),
    tabIndex: i === 0 ? 0 : -1,
  });
  element.setAttribute('role', 'button');
  element.setAttribute(
    'aria-label',
    `${text.trim() === '' ? 'blank' : text.trim()}: ${bits.toFixed(1)} bits, ${LEVELS[level]!.name}`,
  );
  return element;
}

/** One stop for Tab; arrows, Home and End go on from there. */
function mountKeys(list: HTMLElement, chosen: (i: number) => void): void {
  const elements = [...list.children] as HTMLElement[];
  const indexOf = (event: Event) => elements.indexOf(event.target as HTMLElement);
  let looked = -1;
  const show = (event: Event) => {
    const i = indexOf(event);
    const points = event.type === 'pointermove';
    if (i < 0 || (points && i === looked)) return;
    looked = i;
    if (!points) for (const element of elements) element.tabIndex = element === elements[i] ? 0 : -1;
    chosen(i);
  };
  // Focus does not bubble.
  for (const element of elements) element.onfocus = show;
  list.onclick = show;
  // A piece that has come to lie under a pointer at rest is not pointed at.
  list.onpointermove = show;
  list.onkeydown = (event) => {
    const i = indexOf(event);
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: elements.length - 1 }[event.key];
    if (i < 0 || to === undefined) return;
    event.preventDefault();
    elements[Math.max(0, Math.min(elements.length - 1, to))]!.focus();
  };
}

/** `from`: where the tokens begin in the text. */
function showOthers(bench: Bench, text: string, from: number, token: ScoredToken): void {
  byId('others', HTMLElement).hidden = false;
  byId('others-title', HTMLElement).textContent =
    `“${visible(token.text)}” took ${token.bits.toFixed(1)} bits. Expected here:`;
  byId('others-list', HTMLElement).replaceChildren(
    ...token.others.map(({ text: other, probability }) => {
      const button = make('button', {
        type: 'button',
        textContent: `${visible(other)} ${percent(probability)}`,
      });
      button.disabled = other.startsWith('bytes:');
      button.addEventListener('click', () => {
        bench.text = text.slice(0, from + token.at) + other;
      });
      return make('li', {}, button);
    }),
  );
}

function showWorst(text: string, tokens: readonly ScoredToken[]): void {
  byId('worst', HTMLElement).replaceChildren(
    ...worstWords(text, tokens, WORST).map(({ word, bits }) =>
      make('li', { textContent: `${word}: ${bits.toFixed(1)} bits` }),
    ),
  );
}
