/** A line on which answers come after the next keys, in Chromium: the element asks ahead of the keys. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missing } from './helpers/browsers.ts';
import { type ElementPage, openElementPage, PLAIN, twoFrames } from './helpers/element-page.ts';
import { type Asked, continuing } from './helpers/stand.ts';

const absent = missing('chromium');
const SENTENCE = 'the history of the city is a long one and most of it is lost';
/** Keys that an answer comes late: 160 to 400 ms at 90 ms a key. */
const KEYS_LATE = [2, 4, 3];

let at: ElementPage;
beforeAll(async () => {
  if (absent) return;
  at = await openElementPage('chromium');
});
afterAll(() => at?.close());

/** A server that answers when so many more keys were pressed: what is late is late on a slow machine too. */
class LateByKeys {
  #keys = 0;
  #waiting: { key: number; answer: () => void }[] = [];
  #asked = 0;
  readonly #answer = continuing(SENTENCE);

  readonly complete = async (asked: Asked) => {
    const key = this.#keys + KEYS_LATE[this.#asked++ % KEYS_LATE.length];
    await new Promise<void>((answer) => this.#waiting.push({ key, answer }));
    return this.#answer(asked);
  };

  pressed(): void {
    this.#keys++;
    for (const { key, answer } of this.#waiting) if (key <= this.#keys) answer();
    this.#waiting = this.#waiting.filter(({ key }) => key > this.#keys);
  }
}

it('shows a right ghost at more than 30 of 100 keys, never a wrong one, for fewer than 60 requests', async ({
  skip,
}) => {
  skip(!!absent, absent);
  const server = new LateByKeys();
  at.stand.complete = server.complete;
  await at.open(PLAIN.replace('<ghost-text', '<ghost-text delay="0"'));
  await at.focus();
  const ghosts: (string | undefined)[] = [];
  for (const character of SENTENCE.slice(0, -1)) {
    await at.page.keyboard.press(character === ' ' ? 'Space' : character);
    server.pressed();
    // What the answers of this key lead to is drawn, and the question that follows is on its way.
    await twoFrames(at.page);
    await twoFrames(at.page);
    ghosts.push((await at.ghost())?.text);
  }
  const right = ghosts.filter((ghost, i) => ghost && SENTENCE.startsWith(SENTENCE.slice(0, i + 1) + ghost));
  console.log(`right at ${right.length} of ${ghosts.length} keys, ${at.stand.asked.length} requests`);
  expect(ghosts.filter(Boolean)).toHaveLength(right.length);
  expect(right.length / ghosts.length).toBeGreaterThan(0.3);
  expect(at.stand.asked.length / ghosts.length).toBeLessThan(0.6);
  expect(at.complaints).toEqual([]);
});
