/** `runtime` of the element: the model in the page, or the server until that is ready. */
import type { Source } from '../core/source.ts';
import { type Local, type LocalOptions, openLocal } from '../local/local.ts';
import { firstOf, mayDownload } from './first-of.ts';
import { type LocalSourceOptions, localSource } from './local.ts';

export { LocalError, openLocal } from '../local/local.ts';
export { localFetch } from '../local/local-fetch.ts';

export interface ChosenOptions extends LocalOptions, LocalSourceOptions {
  /** The model in the page cannot be had: with `auto` the server answers on. */
  failed?(error: unknown): void;
}

/** Models that were opened, by what was asked: elements of one page share them. A failure is not remembered. */
const opened = new Map<string, Promise<Local>>();

function openOnce(options: LocalOptions): Promise<Local> {
  const { server, model, apiKey } = options;
  const key = JSON.stringify([server, model, apiKey]);
  const known = opened.get(key);
  if (known) return known;
  const opening = openLocal(options);
  opened.set(key, opening);
  opening.catch(() => opened.delete(key));
  return opening;
}

/** `remote` given: it answers until the model is ready, where data is dear, and after a failure. */
export function chosenSource(options: ChosenOptions, remote?: Source): Source {
  const open = async () => localSource((await openOnce(options)).engine, options);
  if (remote) {
    const { connection } = navigator as { connection?: Parameters<typeof mayDownload>[0] };
    return firstOf(remote, { open, may: () => mayDownload(connection), failed: options.failed });
  }
  return {
    prepare: () => void open().catch(() => {}),
    async suggest(question, asked) {
      try {
        return await (await open()).suggest(question, asked);
      } catch (error) {
        if (!asked.signal.aborted) options.failed?.(error);
        throw error;
      }
    },
  };
}
