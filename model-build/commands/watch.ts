import { progress } from '../train/progress.ts';
import type { Watch } from '../watch.ts';

/** Stages on a terminal as bars, elsewhere as a line when they begin and one now and then. */
export const stderrWatch: Watch = {
  begin(what, total, unit) {
    if (!process.stderr.isTTY) console.error(`${what}: ${total} ${unit}`);
    const bar = progress(total, 0, unit);
    let done = 0;
    return {
      advance(count) {
        done += count;
        bar.update(done, what);
      },
      end: () => bar.stop(),
    };
  },
  say: (line) => console.error(line),
};
