/** A source that is loaded when somebody enters the box, or with the first question. */
import type { Source } from '../core/source.ts';

/** `meanwhile` answers until `load` is done, and if it fails; without it questions wait, and fail as `load` does. */
export function laterSource(load: () => Promise<Source>, meanwhile?: Source): Source {
  let loading: Promise<Source> | undefined;
  let source = meanwhile;
  const begin = (): void => {
    loading ??= load().then((loaded) => {
      loaded.prepare?.();
      source = loaded;
      return loaded;
    });
    loading.catch(() => {});
  };
  return {
    prepare: begin,
    async suggest(question, options) {
      begin();
      return (source ?? (await loading!)).suggest(question, options);
    },
  };
}
