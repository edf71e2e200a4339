/** Which model answers, and what its card says. */
import type { Bench } from './bench.ts';
import { cardFigures, loadSize } from './core/figures.ts';
import { byId, latest, make, showFigures } from './dom.ts';
import { mountPlace } from './place-pane.ts';

export function mountModel(bench: Bench): void {
  const select = byId('model', HTMLSelectElement);
  const key = byId('key', HTMLInputElement);
  const open = mountPlace(bench);

  const show = latest(async (signal) => {
    const card = await bench.server.card(bench.shared.model);
    if (signal.aborted) return;
    byId('about', HTMLElement).textContent = `${card.description}.`;
    byId('load-size', HTMLElement).textContent = `(loads ${loadSize(card)}, once)`;
    showFigures(byId('card', HTMLElement), cardFigures(card));
    bench.worked();
  }, bench.failed);

  const list = latest(async (signal) => {
    const models = (await bench.server.models()).filter((model) => !('error' in model)).map(({ id }) => id);
    const chosen =
      models.find((id) => id === bench.shared.model) ?? (await startModel(bench, models, signal));
    if (signal.aborted) return;
    bench.models = models;
    bench.shared.model = chosen;
    select.replaceChildren(...models.map((id) => make('option', { value: id, textContent: id })));
    select.value = chosen;
    show();
    bench.tell('model');
  }, bench.failed);

  select.addEventListener('change', () => {
    const { place } = bench.side;
    bench.shared.model = select.value;
    show();
    open(place);
    bench.tell('model');
  });
  key.addEventListener('change', () => {
    bench.server.apiKey = key.value;
    list();
  });
  list();
}

/** The server's own choice; without an answer the first that there is. */
async function startModel(
  { server }: Bench,
  models: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await server.complete({ prompt: 'a', max_tokens: 0 }, signal)).model;
  } catch {
    return models[0] ?? '';
  }
}
