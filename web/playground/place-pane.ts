/** Where the model runs: on the server or in this page; and whether both say the same. */
import type { Completion } from '../client/wire.ts';
import type { Local } from '../local/local.ts';
import { type Bench, wordsOf } from './bench.ts';
import { byId, latest, settled } from './dom.ts';
import { loadLocal } from './load-local.ts';
import { pageSide, sameAnswer, serverSide } from './sides.ts';

/** A worker of this page's own: what its cache forgets, it forgets for nobody else. */
const PLACES = ['worker', 'page'] as const;

/** Returns what lets the chosen model run in a place, `server` or `page`. */
export function mountPlace(bench: Bench): (place: string) => void {
  const progress = byId('loading', HTMLProgressElement);
  const note = byId('place-note', HTMLElement);
  const radios = [...document.querySelectorAll<HTMLInputElement>('input[name=place]')];
  const showPlace = (place: string) => {
    for (const radio of radios) radio.checked = radio.value === place;
  };
  /** The server answers until the model is here; and again when it does not come. */
  const open = latest(async (signal, place: string) => {
    bench.local?.engine.close();
    bench.answerBy(undefined, serverSide(bench.server));
    progress.hidden = place === 'server';
    note.textContent = '';
    showPlace(place);
    if (place === 'server') return;
    note.textContent = 'Loading; until then the server answers.';
    try {
      const local = await openHere(bench, (loaded, total) => {
        if (signal.aborted) return;
        progress.max = total;
        progress.value = loaded;
      });
      if (signal.aborted) return local.engine.close();
      note.textContent = wherePlaced(local);
      bench.answerBy(local, pageSide(local));
    } catch (error) {
      if (signal.aborted) return;
      note.textContent = `${wordsOf(error)} The server answers.`;
      showPlace('server');
    }
    progress.hidden = true;
  }, bench.failed);

  for (const radio of radios) radio.addEventListener('change', () => open(radio.value));
  mountBadge(bench);
  return open;
}

async function openHere(bench: Bench, progress: (loaded: number, total: number) => void): Promise<Local> {
  const { openLocal } = await loadLocal(bench.server.url);
  const { url, apiKey } = bench.server;
  return openLocal({ server: url, model: bench.shared.model, apiKey, places: PLACES, progress });
}

const wherePlaced = ({ place, version, model }: Local): string =>
  `${model} ${version} runs here, ${place === 'page' ? 'in the page itself, a few milliseconds at a time' : 'in a worker'}. Nothing that you write leaves this page, unless you compare.`;

/** Asks both places the same whenever the text rests, if somebody wants that: the text is sent to the server for it. */
function mountBadge(bench: Bench): void {
  const badge = byId('badge', HTMLElement);
  const wanted = byId('compare', HTMLInputElement);
  const row = byId('compare-row', HTMLElement);
  const say = (text: string, differs = false) => {
    badge.textContent = text;
    badge.classList.toggle('differs', differs);
  };
  const compare = latest(
    async (signal) => {
      const { local, side, text } = bench;
      row.hidden = !local;
      badge.hidden = !local || !wanted.checked;
      if (badge.hidden) return;
      if (text === '') return say('Compared once you have written something');
      const request = { model: bench.shared.model, prompt: text, suggestions: 3, stop_at: 'word' as const };
      const both = [side, serverSide(bench.server)].map((each) => each.complete(request, signal));
      const [here, there] = (await Promise.all(both)) as [Completion, Completion];
      if (sameAnswer(here, there)) say('Page and server say the same, to the last bit');
      else say(`Page and server differ: ${here.system_fingerprint} and ${there.system_fingerprint}`, true);
    },
    () => say('Not compared: the server does not answer'),
  );
  bench.on('text', settled(900, compare));
  bench.on('side', compare);
  wanted.addEventListener('change', compare);
}
