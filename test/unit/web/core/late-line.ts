/** Somebody who types a sentence at a steady pace, on a line where answers come late: by the clock of the test alone. */
import fc from 'fast-check';
import { attach } from '../../../../web/core/attach.ts';
import type { Answer, Question, Source } from '../../../../web/core/source.ts';
import { FakeClock, FakeSurface } from './fake-place.ts';

const SENTENCE = 'the history of the city is a long one and most of it is lost';
const FRAME_MS = 10;
/** Frames before this do not count: nobody expects a ghost at the first letter. */
const FROM_MS = 700;

export interface Line {
  /** From one key to the next. */
  keyMs?: number;
  /** Share of the questions that have an answer, and share of the answers that are right: all of them, unless given. */
  answered?: number;
  right?: number;
}

/** Knows how the sentence goes on, a word at a time, and says so 160 to 400 ms late. */
class LateSource implements Source {
  requests = 0;
  /** The most that were under way at once. */
  most = 0;
  readonly #clock: FakeClock;
  /** From 0 to 1. */
  readonly #draw: () => number;
  readonly #line: Line;
  #underWay = 0;

  constructor(clock: FakeClock, draw: () => number, line: Line) {
    this.#clock = clock;
    this.#draw = draw;
    this.#line = line;
  }

  suggest({ before }: Question, { signal }: { signal: AbortSignal }): Promise<Answer> {
    this.requests++;
    this.#underWay++;
    this.most = Math.max(this.most, this.#underWay);
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(160 + 240 * this.#draw(), () => {
        this.#underWay--;
        const text = this.#wordAfter(before);
        resolve({ choices: text === '' ? [] : [{ text, confidence: 0.9 }], fingerprint: null });
      });
      signal.addEventListener('abort', () => {
        stop();
        this.#underWay--;
        reject(signal.reason);
      });
    });
  }

  #wordAfter(before: string): string {
    const { answered = 1, right = 1 } = this.#line;
    if (!SENTENCE.startsWith(before) || this.#draw() >= answered) return '';
    if (this.#draw() >= right) return 'zzz';
    return /^\s*\S*/.exec(SENTENCE.slice(before.length))?.[0] ?? '';
  }
}

export interface LateTyping {
  /** Shares of the frames with a ghost that the sentence goes on with, and with another. */
  right: number;
  wrong: number;
  /** A hundred characters. */
  requests: number;
  underWay: number;
}

/** Types the sentence; `seed` draws how late each answer is. */
export async function typeWithLateAnswers(seed: number, line: Line = {}): Promise<LateTyping> {
  const drawn = fc.sample(fc.noBias(fc.integer({ min: 0, max: 999 })), { seed, numRuns: 400 });
  const clock = new FakeClock();
  const surface = new FakeSurface();
  const source = new LateSource(clock, () => (drawn.pop() ?? 0) / 1000, line);
  const assistant = attach(surface, source, { clock });
  const start = clock.now();
  const frames: ('right' | 'wrong' | 'none')[] = [];
  for (const character of SENTENCE.slice(0, -1)) {
    surface.type(character);
    for (let ms = 0; ms < (line.keyMs ?? 90); ms += FRAME_MS) {
      clock.pass(FRAME_MS);
      // The assistant hears of an answer in a microtask.
      for (let turn = 0; turn < 5; turn++) await undefined;
      const ghost = surface.ghost();
      const right = ghost !== undefined && SENTENCE.startsWith(surface.before + ghost);
      if (clock.now() - start >= FROM_MS) frames.push(right ? 'right' : ghost ? 'wrong' : 'none');
    }
  }
  assistant.release();
  const share = (what: string) => frames.filter((frame) => frame === what).length / frames.length;
  const requests = (source.requests * 100) / SENTENCE.length;
  return { right: share('right'), wrong: share('wrong'), requests, underWay: source.most };
}
