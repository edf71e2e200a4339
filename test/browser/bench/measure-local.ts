/** The rows of the model in the page, `english`, each measured in Chromium. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { twoFrames } from '../helpers/element-page.ts';
import type { Site } from '../helpers/site.ts';
import type { LocalPage } from '../pages/local.ts';
import { growth, type LocalStage, type Memory, memoryOf, workers } from './local-stage.ts';
import { seeded } from './measure.ts';
import { watchPage } from './probe.ts';
import { longestTask } from './tasks.ts';

const corpus = readFileSync(
  join(import.meta.dirname, '../../../models/fixture-gru/corpus.txt'),
  'utf8',
).replaceAll(/\s+/g, ' ');
/** Time between keys: 80 words a minute. */
const BETWEEN_KEYS = 150;
/** Milliseconds of a frame: keys fall anywhere in one, or what is measured is where they happen to fall. */
const FRAME = 1000 / 60;

/** As if it had been there; nothing is asked for. */
async function write(page: Page, text: string): Promise<void> {
  await page.evaluate((value) => {
    const box = document.querySelector('#box') as HTMLTextAreaElement;
    box.value = value;
    box.setSelectionRange(value.length, value.length);
  }, text);
}

const press = (page: Page, character: string): Promise<void> =>
  page.keyboard.press(character === ' ' ? 'Space' : character);

const ghostShown = (page: Page) => page.waitForFunction(() => window.shown() !== undefined);

/**
 * Milliseconds from a key to its ghost on the screen, with `known` characters in the box that were read before. Keys that
 * type along a ghost that is shown are not counted: they ask nothing.
 */
export async function localLatencies(stage: LocalStage, known: number, keys: number): Promise<number[]> {
  const page = await stage.elementPage(stage.site);
  await write(page, corpus.slice(0, known));
  await page.evaluate(watchPage);
  const typed = corpus.slice(known).replaceAll(/[^a-z ]/g, '');
  await press(page, typed[0]!);
  await ghostShown(page);
  const latencies: number[] = [];
  const random = seeded(1);
  for (let i = 1; latencies.length < keys && i < 5 * keys; i++) {
    await sleep(BETWEEN_KEYS + FRAME * random());
    const ghost = await page.evaluate(() => {
      window.latencies.length = 0;
      return window.shown();
    });
    await press(page, typed[i]!);
    if (ghost?.startsWith(typed[i]!)) continue;
    await page
      .waitForFunction(() => window.latencies.length > 0, undefined, { timeout: 2000 })
      .catch(() => {});
    latencies.push(...(await page.evaluate(() => window.latencies.slice(0, 1))));
  }
  await page.close();
  return latencies;
}

/**
 * Milliseconds until the ghost of the first key in a page, with the model's files kept from an earlier visit: from the focus,
 * with which the model begins to be opened, where the key comes at once; from the key where it comes `later`, in milliseconds.
 */
export async function warmStarts(
  stage: LocalStage,
  site: Site,
  visits: number,
  later = 0,
): Promise<number[]> {
  const starts: number[] = [];
  for (let visit = 0; visit <= visits; visit++) {
    const page = await stage.elementPage(site, false);
    await page.evaluate(watchPage);
    await page.evaluate(() => {
      const box = document.querySelector('#box') as HTMLTextAreaElement;
      box.addEventListener('keydown', ({ timeStamp }) => {
        window.sinceEntered = timeStamp - window.entered;
      });
      window.entered = performance.now();
      box.focus();
    });
    if (later > 0) await sleep(later);
    await press(page, 'T');
    await page.waitForFunction(() => window.latencies.length > 0);
    const { first, before } = await page.evaluate(() => ({
      first: window.latencies[0]!,
      before: window.sinceEntered,
    }));
    await page.close();
    // The worker that pages share ends with the last of them.
    while ((await workers(stage)) > 0) await sleep(20);
    if (visit > 0) starts.push(later > 0 ? first : before + first);
  }
  return starts;
}

/** Milliseconds of the longest task of the page, which runs the model itself: while it opens, and after a paste of `characters`. */
export async function longestTasks(
  stage: LocalStage,
  characters: number,
): Promise<{ opening: number; pasted: number }> {
  const page = await stage.elementPage(stage.other, false);
  await page.evaluate(watchPage);
  const opening = await longestTask(stage.browser, page, async () => {
    await page.locator('#box').click();
    await press(page, 'T');
    await ghostShown(page);
  });
  await twoFrames(page);
  const pasted = await longestTask(stage.browser, page, async () => {
    await page.evaluate(
      (text) => document.execCommand('insertText', false, text),
      corpus.slice(0, characters),
    );
    await page.evaluate(() => {
      window.latencies.length = 0;
    });
    await press(page, 'a');
    await page.waitForFunction(() => window.latencies.length > 0);
  });
  await page.close();
  return { opening, pasted };
}

function call<Name extends keyof LocalPage>(page: Page, name: Name, ...args: Parameters<LocalPage[Name]>) {
  return page.evaluate(
    ([name, args]) => {
      const { page } = globalThis as unknown as { page: Record<string, (...args: unknown[]) => unknown> };
      return page[name]!(...(args as unknown[]));
    },
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<LocalPage[Name]>>>;
}

/** Opens a model in a place and has it answer once. */
async function load(stage: LocalStage, page: Page, model: string, place: 'worker' | 'page'): Promise<void> {
  const { url } = stage.site;
  const opened = await call(page, 'open', `${url}/local/local.js`, { server: url, model, places: [place] });
  if ('failed' in opened) throw new Error(`${model} did not open: ${opened.failed.message}`);
  await call(page, 'ask', [{ prompt: corpus.slice(0, 500), suggestions: 1 }]);
}

/** MB by which the process of a page grows that runs `english` and has answered. */
export async function memory(stage: LocalStage): Promise<number> {
  const page = await stage.plainPage();
  const before = await memoryOf(stage, page);
  await load(stage, page, 'english', 'page');
  const after = await memoryOf(stage, page);
  await page.close();
  return growth(before, after);
}

/** Opens and closes a model `loads` times; MB that the process has grown by since the first tenth, and workers left. */
export async function disposals(
  stage: LocalStage,
  place: 'worker' | 'page',
  loads: number,
): Promise<{ grown: number; workers: number }> {
  const page = await stage.plainPage();
  await call(page, 'fetchOnce');
  let before: Memory = new Map();
  for (let i = 0; i < loads; i++) {
    if (i === Math.floor(loads / 10)) before = await memoryOf(stage, page);
    await load(stage, page, 'english-small', place);
    await call(page, 'close');
  }
  const after = await memoryOf(stage, page);
  const left = await workers(stage);
  await page.close();
  return { grown: growth(before, after), workers: left };
}
