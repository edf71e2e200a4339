/** A source that is loaded when the first question is asked: somebody is typing by then. */
import type { Source } from '../core/source.ts';

/** `meanwhile` answers until `load` is done, and if it fails; without it questions wait, and fail as `load` does. */
export function laterSource(load: () => Promise<Source>, meanwhile?: Source): Source {
  let loading: Promise<Source> | undefined;
  let loaded: Source | undefined;
  return {
    async suggest(question, options) {
      loading ??= load().then((source) => {
        loaded = source;
        return source;
      });
      if (meanwhile === undefined) return (await loading).suggest(question, options);
      loading.catch(() => {});
      return (loaded ?? meanwhile).suggest(question, options);
    },
  };
}
