/** The text, the ghost in it, what each key costs, and how often the ghost was right. */
import type { GhostText } from '../element/ghost-text.ts';
import type { Bench } from './bench.ts';
import { keystrokeFigures } from './core/keystroke.ts';
import { Judge, tallyWords } from './core/tally.ts';
import { byId, showFigures } from './dom.ts';

/** Written for this page. */
const EXAMPLE = `Dear Ms Featherstone,

thank you for your letter about the roof of the library. Mr Quigley has been up there with a torch, and what he found was a family of owls, two of them asleep. Ms Featherstone, we will wait until they have `;

export function mountWrite(bench: Bench, box: HTMLTextAreaElement): void {
  // The element of define.ts, which page.ts imports.
  const ghost = byId('ghost', HTMLElement) as GhostText;
  const strip = byId('strip', HTMLElement);
  const dial = byId('sure', HTMLInputElement);
  const told = byId('sure-value', HTMLOutputElement);
  const tally = byId('tally', HTMLElement);
  const judge = new Judge();
  const showTally = () => {
    const words = tallyWords(judge.tally);
    // It is spoken when it changes, and only then.
    if (tally.textContent !== words) tally.textContent = words;
  };

  const connect = () => {
    const { model, minConfidence } = bench.shared;
    const ask = bench.side.typing({
      model: model || undefined,
      suggestions: 3,
      stop_at: 'word',
      min_confidence: minConfidence,
    });
    ghost.minConfidence = minConfidence;
    ghost.source = {
      async suggest({ before, after }, { signal }) {
        const keystroke = await ask(before, after, signal);
        bench.worked();
        showFigures(strip, keystrokeFigures(keystroke));
        const { choices, system_fingerprint } = keystroke.completion;
        return {
          choices: choices
            .filter(({ text }) => text !== '')
            .map(({ text, confidence }) => ({ text, confidence: confidence ?? null })),
          fingerprint: system_fingerprint,
        };
      },
    };
  };

  ghost.addEventListener('ghostshow', ({ detail: { id, text } }) =>
    judge.shown(id, box.value.slice(0, box.selectionEnd), text),
  );
  ghost.addEventListener('ghostaccept', ({ detail: { id } }) => judge.taken(id));
  ghost.addEventListener('ghosterror', ({ detail: { error } }) => bench.failed(error));
  bench.on('text', () => {
    judge.typed(box.value);
    showTally();
  });
  const turn = () => {
    dial.value = String(bench.shared.minConfidence);
    told.textContent = bench.shared.minConfidence.toFixed(2);
  };
  dial.addEventListener('input', () => {
    bench.shared.minConfidence = Number(dial.value);
    turn();
    connect();
  });
  byId('example', HTMLButtonElement).addEventListener('click', () => {
    bench.text = EXAMPLE;
  });
  byId('clear', HTMLButtonElement).addEventListener('click', () => {
    bench.text = '';
  });
  for (const change of ['model', 'side'] as const) bench.on(change, connect);
  turn();
  connect();
}
