/** What a person sees of a long run: a bar on a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';

/** A progress bar on standard error. */
export interface Progress {
  /** `notes` is shown beside the bar, for example `loss 4.1  bits/byte 1.98`. */
  update(done: number, notes: string): void;
  /** A line that stays, above the bar. */
  say(line: string): void;
  stop(): void;
}

/** Lines of a run without a terminal are this far apart. */
const LINE_EVERY_MS = 30_000;

/** `total` and `done` are in units of `unit`, for example tokens; rate and time left come from this stretch alone. */
export function progress(total: number, done: number, unit: string): Progress {
  const started = performance.now();
  const first = done;
  const rate = (now: number) => (now - first) / ((performance.now() - started) / 1000);
  const left = (now: number) => {
    const seconds = Math.max(0, (total - now) / rate(now));
    if (!Number.isFinite(seconds)) return '-';
    return seconds > 5400 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.ceil(seconds / 60)} min`;
  };
  const describe = (now: number, notes: string) =>
    `${Math.round(rate(now))} ${unit}/s  ${notes}  ${left(now)} left`;
  if (!process.stderr.isTTY) {
    let last = 0;
    return {
      update(now, notes) {
        if (performance.now() - last < LINE_EVERY_MS) return;
        last = performance.now();
        console.error(`${((100 * now) / total).toFixed(1)} %  ${describe(now, notes)}`);
      },
      say: (line) => console.error(line),
      stop() {},
    };
  }
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {notes}',
    stream: process.stderr,
    hideCursor: true,
  });
  bar.start(total, done, { notes: '' });
  return {
    update: (now, notes) => bar.update(now, { notes: describe(now, notes) }),
    say(line) {
      process.stderr.write(`\r\u001b[K${line}\n`);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
