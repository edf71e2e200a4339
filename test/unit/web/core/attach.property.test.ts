/** Whatever comes in whatever order: keys, answers, failures, compositions, focus, time. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attach } from '../../../../web/core/attach.ts';
import { FakeClock, FakeSource, FakeSurface } from './fake-place.ts';

const WORDS = ['alpha ', 'alpine ', 'beta, ', 'al', '字典里', '😀 wow', ' '];
/** How often each thing happens, and the largest number that it is told. */
const STEPS = {
  type: [5, 6],
  offer: [6, 40],
  along: [4, 3],
  delete: [2, 3],
  answer: [5, 40],
  fail: [1, 5],
  time: [5, 400],
  tab: [3, 0],
  word: [2, 0],
  escape: [1, 0],
  turn: [1, 0],
  pick: [1, 2],
  compose: [1, 2],
  focus: [1, 3],
  caret: [1, 9],
  script: [1, 3],
  'silent script': [1, 3],
  undo: [1, 0],
  refuse: [1, 3],
} as const;
const step = fc.oneof(
  ...Object.entries(STEPS).map(([what, [weight, max]]) => ({
    weight,
    arbitrary: fc.record({ what: fc.constant(what), n: fc.nat(max) }),
  })),
);

const ANSWERS = [
  ['pha '],
  ['pha bet', 'pine'],
  [],
  ['ine', 'pine', 'pha'],
  [' ta, and', ' ta'],
  ['典', '典里 x'],
];

const REPORTING = new Set([
  'type',
  'offer',
  'along',
  'delete',
  'caret',
  'script',
  'undo',
  'compose',
  'focus',
]);

class Run {
  readonly clock = new FakeClock();
  readonly surface = new FakeSurface();
  readonly source = new FakeSource();
  readonly assistant = attach(this.surface, this.source, { clock: this.clock, limit: 3 });
  /** Whole texts that an answer has led to. */
  readonly goals = new Set<string>();
  silentSince: { text: string; asked: number } | undefined;
  /** The last answer that tells of the line came when the text had moved on. */
  late = false;

  async do(what: string, n: number): Promise<void> {
    const { surface, source } = this;
    const drawn = surface.ghost();
    const textBefore = surface.before;
    const hadInserted = surface.inserted.length;
    switch (what) {
      case 'type':
        return surface.type(WORDS[n]);
      case 'offer':
        // What mostly happens: something is typed, and after a while an answer comes.
        surface.type(WORDS[n % WORDS.length]);
        this.clock.pass(120);
        return this.do('answer', n);
      case 'along':
        return surface.type((drawn ?? 'xyz').slice(0, n + 1));
      case 'delete':
        surface.before = surface.before.slice(0, -n - 1);
        return surface.report('typed');
      case 'answer': {
        const open = source.open[n % 2] ?? source.open[0];
        if (!open) return;
        const texts = ANSWERS[n % ANSWERS.length];
        for (const text of texts) this.goals.add(open.question.before + text);
        const moved = surface.before.length - open.question.before.length;
        this.late = moved === 0 ? false : this.late || moved > 0;
        return open.answer(texts);
      }
      case 'fail':
        return source.open[0]?.fail(n > 2 ? { retryAfterSeconds: n } : new Error('down'));
      case 'time':
        return this.clock.pass(n);
      case 'compose':
        surface.composing = n === 0;
        return surface.report('state');
      case 'focus':
        surface.focused = n > 0;
        return surface.report('state');
      case 'caret': {
        const text = surface.before + surface.after;
        surface.before = text.slice(0, n);
        surface.after = text.slice(n);
        return surface.report('caret');
      }
      case 'script':
        surface.before += 'q'.repeat(n);
        return surface.report('script');
      case 'silent script':
        surface.before += 'q'.repeat(n);
        return;
      case 'undo':
        surface.before = surface.before.slice(0, -2);
        return surface.report('history');
      case 'refuse':
        surface.refuses = n === 0;
        return;
      case 'escape':
        if (!surface.press('Escape')) return;
        this.silentSince = { text: surface.before, asked: source.asked.length };
        return;
      case 'turn':
        surface.press('‘', { code: 'BracketRight', altKey: true });
        return;
      default: {
        const offered = surface.view?.choices ?? [];
        const taken = what === 'tab' ? surface.press('Tab') : what === 'word' && this.pressWord();
        if (what === 'pick') surface.pick(n);
        const texts = surface.inserted.slice(hadInserted);
        expect(texts.length).toBeLessThanOrEqual(1);
        if (taken && !surface.refuses) expect(texts).toHaveLength(1);
        if (texts.length > 0) expect(surface.before).toBe(textBefore + texts[0]);
        for (const text of texts) {
          expect(surface.composing || !surface.focused).toBe(false);
          const wanted = what === 'pick' ? offered[n] : drawn;
          if (what === 'word') expect(wanted?.startsWith(text)).toBe(true);
          else expect(text).toBe(wanted);
        }
      }
    }
  }

  pressWord(): boolean {
    return this.surface.press('ArrowRight', { ctrlKey: true });
  }

  /** Ahead of the text only what its ghost leads to is asked for, and only while answers are late. */
  checkQuestion(before: string): void {
    if (before.length <= this.surface.before.length) return;
    expect(this.late).toBe(true);
    expect(before.startsWith(this.surface.before + this.surface.ghost())).toBe(true);
  }

  check(): void {
    const { surface, source, assistant } = this;
    const ghost = surface.ghost();
    expect(assistant.suggestion?.text).toBe(ghost);
    expect(assistant.state === 'shown').toBe(ghost !== undefined);
    expect(source.open.filter(({ signal }) => !signal.aborted).length).toBeLessThanOrEqual(2);
    if (!surface.focused) expect(source.open).toHaveLength(0);
    for (const { question } of source.open) this.checkQuestion(question.before);
    if (ghost !== undefined) {
      expect(ghost).not.toBe('');
      for (const choice of surface.view?.choices ?? []) expect(this.goals).toContain(surface.before + choice);
      expect(surface.focused).toBe(true);
    }
    if (this.silentSince?.text === surface.before) {
      expect(ghost).toBeUndefined();
      expect(source.asked).toHaveLength(this.silentSince.asked);
    } else {
      this.silentSince = undefined;
    }
  }
}

it('keeps what it promises under any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const run = new Run();
      let written = false;
      for (const { what, n } of steps) {
        await run.do(what, n);
        // A text that was changed without a word is noticed with the next report, or before anything is inserted.
        if (what === 'silent script') written = written || n > 0;
        else if (REPORTING.has(what)) written = false;
        if (!written) run.check();
      }
      run.assistant.release();
      expect(run.surface.view).toBeNull();
      expect(run.source.open).toHaveLength(0);
    }),
    { numRuns: 600 },
  );
});
