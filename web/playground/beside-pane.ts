/** Two to four models on the same text, in step with the keys. */
import type { Bench } from './bench.ts';
import { wordsOf } from './bench.ts';
import { MOST_BESIDE } from './core/share.ts';
import { bitsPerByte, endFrom } from './core/surprise.ts';
import { byId, latest, make, makeRow, settled } from './dom.ts';
import { serverSide } from './sides.ts';
import { MOST_SCORED, scoreText } from './tokens-pane.ts';

/** Tokens that each goes on with. */
const LENGTH = 8;

export function mountBeside(bench: Bench): void {
  const choices = byId('beside-models', HTMLElement);
  const table = byId('beside', HTMLTableElement);
  const body = table.tBodies[0]!;
  const ask = latest(async (signal) => {
    const { beside } = bench.shared;
    table.hidden = beside.length < 2;
    if (table.hidden || bench.text === '') return body.replaceChildren();
    const rows = await Promise.all(beside.map((model) => rowOf(bench, model, signal)));
    if (!signal.aborted) body.replaceChildren(...rows);
  }, bench.failed);

  const list = () => {
    const { beside } = bench.shared;
    const boxes = bench.models.map((model) => {
      const box = make('input', { type: 'checkbox', value: model, checked: beside.includes(model) });
      return { box, label: make('label', {}, box, ` ${model}`) };
    });
    const limit = () => {
      const chosen = boxes.filter(({ box }) => box.checked);
      for (const { box } of boxes) box.disabled = chosen.length >= MOST_BESIDE && !box.checked;
      bench.shared.beside = chosen.map(({ box }) => box.value);
    };
    choices.replaceChildren(...boxes.map(({ label }) => label));
    choices.onchange = () => {
      limit();
      ask();
    };
    limit();
    ask();
  };
  bench.on('model', list);
  bench.on('side', ask);
  bench.on('text', settled(250, ask));
}

/** The chosen model runs where it runs; the others on the server. */
async function rowOf(bench: Bench, model: string, signal: AbortSignal): Promise<HTMLElement> {
  const side = model === bench.shared.model ? bench.side : serverSide(bench.server);
  const { text } = bench;
  const end = text.slice(endFrom(text, MOST_SCORED));
  try {
    const began = performance.now();
    const said = await side.complete({ model, prompt: text, max_tokens: LENGTH, temperature: 0 }, signal);
    const milliseconds = performance.now() - began;
    const [sure, tokens] = await Promise.all([
      side.complete({ model, prompt: text, suggestions: 1, stop_at: 'word' }, signal),
      scoreText(side, model, end, signal),
    ]);
    const { confidence } = sure.choices[0]!;
    return makeRow(model, [
      ['Goes on with', said.choices[0]!.text],
      ['Sure', confidence === undefined ? '–' : `${Math.round(100 * confidence)} %`],
      ['Bits per byte', bitsPerByte(end, tokens).toFixed(3)],
      ['Time', `${Math.round(milliseconds)} ms`],
    ]);
  } catch (error) {
    signal.throwIfAborted();
    return makeRow(model, [['Failed', wordsOf(error)]]);
  }
}
