/** `runtime="auto"`: a server answers until the model in the page is ready; the server again when that fails. */
import type { Source } from '../core/source.ts';

/** What of the Network Information API tells that a download would cost somebody. */
export interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
  readonly type?: string;
}

/** Whether a few megabytes may be fetched unasked: not where data is saved, metered or slow. Unknown counts as yes. */
export function mayDownload(connection: Connection | undefined): boolean {
  if (connection === undefined) return true;
  const { saveData, effectiveType, type } = connection;
  return !saveData && type !== 'cellular' && (effectiveType === undefined || effectiveType === '4g');
}

export interface FirstOfOptions {
  /** Begins to open the local source. Called once: when somebody enters the box, or with the first question. */
  open(): Promise<Source>;
  /** Asked before `open`. */
  may(): boolean;
  /** The local source could not be opened, or failed: the server answers from here on. */
  failed?(error: unknown): void;
}

export function firstOf(remote: Source, { open, may, failed }: FirstOfOptions): Source {
  let local: Source | undefined;
  let begun = false;
  const giveUp = (error: unknown) => {
    local = undefined;
    failed?.(error);
  };
  const begin = () => {
    if (begun || !may()) return;
    begun = true;
    open().then((opened) => {
      local = opened;
    }, giveUp);
  };
  return {
    prepare: begin,
    async suggest(question, options) {
      begin();
      if (local === undefined) return remote.suggest(question, options);
      try {
        return await local.suggest(question, options);
      } catch (error) {
        if (options.signal.aborted) throw error;
        giveUp(error);
        return remote.suggest(question, options);
      }
    },
  };
}
