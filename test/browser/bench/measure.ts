/** The rows of `npm run bench:page`, each measured in Chromium. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ElementPage, twoFrames } from '../helpers/element-page.ts';
import { type Asked, answerWith, continuing } from '../helpers/stand.ts';
import { watchFrames, watchPage } from './probe.ts';

/** Isolated pages have a clock of microseconds. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};
const BODY =
  '<body style="margin: 20px"><ghost-text server="{server}"><textarea id="box" rows="8" cols="90"></textarea></ghost-text>';

/** Numbers from 0 to 1, the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

async function begin(at: ElementPage, text = ''): Promise<void> {
  await at.open(BODY, ISOLATED);
  await at.page.evaluate((value) => {
    const box = document.querySelector('#box') as HTMLTextAreaElement;
    box.value = value;
    box.focus();
    box.setSelectionRange(value.length, value.length);
  }, text);
  await at.page.evaluate(watchPage);
  await at.page.evaluate(watchFrames);
}

/** Types at a steady pace; a key that is late does not make the later ones late. */
async function typeAt(at: ElementPage, text: string, everyMs: number): Promise<void> {
  const start = performance.now();
  for (const [i, character] of [...text].entries()) {
    const wait = start + i * everyMs - performance.now();
    if (wait > 0) await sleep(wait);
    await at.page.keyboard.press(character === ' ' ? 'Space' : character);
  }
}

/** Milliseconds from each key to its ghost on the screen, with a server that takes `delayMs`. */
export async function latencies(at: ElementPage, keys: number, delayMs: number): Promise<number[]> {
  at.stand.complete = async ({ prompt }: Asked) => {
    await sleep(delayMs);
    return answerWith(` ghost ${prompt.length}`);
  };
  await begin(at, 'What somebody has written so far. ');
  for (let i = 0; i < keys; i++) {
    await at.page.keyboard.press('abcdefgh'[i % 8]);
    await at.page.waitForFunction((n) => window.latencies.length > n, i);
  }
  return at.page.evaluate(() => window.latencies);
}

/** Types along a long ghost: frames in which it was not drawn, and requests meanwhile. */
export async function typedAlong(
  at: ElementPage,
): Promise<{ frames: number; without: number; requests: number }> {
  const rest = 'and so on, one letter after the other';
  at.stand.complete = async ({ prompt }) => answerWith(prompt.endsWith('x') ? rest : '');
  await begin(at, 'Before it ');
  await at.page.keyboard.press('x');
  await at.page.waitForFunction(() => window.shown() !== undefined);
  await twoFrames(at.page);
  await at.page.evaluate(() => window.frames_.splice(0));
  const before = at.stand.asked.length;
  await typeAt(at, rest.slice(0, 30), 60);
  await twoFrames(at.page);
  const frames = await at.page.evaluate(() => window.frames_);
  return {
    frames: frames.length,
    without: frames.filter(({ ghost }) => ghost === undefined).length,
    requests: at.stand.asked.length - before,
  };
}

/** Milliseconds of ours in the task of each key, with a long text in the box. */
export async function keyTasks(at: ElementPage, characters: number, keys: number): Promise<number[]> {
  const line = 'The history of the city is a long one, and most of it is lost. ';
  at.stand.complete = async () => answerWith('thing');
  await begin(
    at,
    `${line.repeat(4)}\n`.repeat(Math.ceil(characters / (4 * line.length))).slice(0, characters),
  );
  for (let i = 0; i < keys; i++) {
    await at.page.keyboard.press('abcdefgh'[i % 8]);
    await twoFrames(at.page);
  }
  // The first keys compile.
  return at.page.evaluate(() => window.tasks.slice(5));
}

/** A sentence at a steady pace, with late answers of so many words: of the frames from `fromMs` on, shares with a right ghost and a wrong one. */
export async function sentence(
  at: ElementPage,
  words: number,
): Promise<{ frames: number; right: number; wrong: number }> {
  const text = 'the history of the city is a long one and most of it is lost';
  const random = seeded(7);
  const answer = continuing(text, words);
  at.stand.complete = async (asked) => {
    await sleep(160 + random() * 240);
    return answer(asked);
  };
  await begin(at);
  await typeAt(at, text, 90);
  const frames = await at.page.evaluate(() => window.frames_);
  const first = frames.find(({ value }) => value !== '')?.at ?? 0;
  const counted = frames.filter(({ at: when, value }) => when >= first + 700 && value !== text);
  const right = ({ value, ghost }: (typeof frames)[number]) =>
    ghost !== undefined && text.startsWith(value + ghost);
  return {
    frames: counted.length,
    right: counted.filter(right).length / counted.length,
    wrong: counted.filter((frame) => frame.ghost !== undefined && !right(frame)).length,
  };
}

/**
 * Requests for a hundred characters at 80 words a minute. Suggestions come at 42 of a hundred places and 71 % of them are
 * right, as decision 0005 has them for a confidence of 0.4; nobody takes one.
 */
export async function requests(at: ElementPage): Promise<number> {
  const text =
    'the history of the city is a long one and most of it is lost but some of what was written down has come to us';
  const random = seeded(11);
  const answer = continuing(text);
  at.stand.complete = async (asked) => {
    await sleep(50);
    if (random() > 0.42) return answerWith();
    return random() < 0.71 ? answer(asked) : answerWith('zzz');
  };
  await begin(at);
  await typeAt(at, text, 60_000 / (80 * 5));
  await sleep(500);
  return (at.stand.asked.length * 100) / text.length;
}
