/** What is of editors alone: formats, indenting, going before their surface. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing } from './helpers/browsers.ts';
import type { EditorName } from './helpers/editors.ts';
import { openEditorsPage } from './helpers/editors-page.ts';
import type { Stage } from './helpers/editors-stage.ts';

const STYLE = `#place { width: 400px; font: 16px/1.5 serif } #place * { font-family: serif; font-size: 16px }
.bold { font-weight: bold } p { margin: 0 } .ProseMirror { white-space: pre-wrap }`;
const RICH = new Set<EditorName>(['prosemirror', 'tiptap', 'lexical']);

let browser: Browser;
let page: Page;
let devtools: CDPSession;
let faults: string[] = [];

const absent = missing('chromium');

beforeAll(async () => {
  if (!absent) ({ browser, page, devtools } = await openEditorsPage((fault) => faults.push(fault)));
});
afterAll(() => browser?.close());

/** Calls `stage` in the page. */
function call<K extends keyof Stage>(
  name: K,
  ...args: Parameters<Stage[K]>
): Promise<Awaited<ReturnType<Stage[K]>>> {
  return page.evaluate(
    ([method, values]) =>
      (globalThis as unknown as { stage: Record<string, (...all: unknown[]) => unknown> }).stage[method](
        ...values,
      ),
    [name, args] as [string, unknown[]],
  ) as Promise<Awaited<ReturnType<Stage[K]>>>;
}

describe.skipIf(absent).each<EditorName>(['codemirror', 'prosemirror', 'tiptap', 'lexical'])('%s', (name) => {
  const create = (lines: string[], caret?: number, css = '') =>
    call('create', name, lines, caret, STYLE + css);

  beforeEach(() => {
    faults = [];
    return () => expect(faults).toEqual([]);
  });

  it('reads the text before and after the caret, across lines', async () => {
    await create(['One.', '', 'Two three'], 3);
    expect(await call('read')).toMatchObject({
      before: 'One.\n\nTwo',
      after: ' three',
      collapsed: true,
      composing: false,
      editable: true,
      focused: true,
    });
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => call('read')).toMatchObject({ collapsed: false });
    await call('blur');
    await expect.poll(() => call('read')).toMatchObject({ focused: false });
  });

  it('says what a change was', async () => {
    await create(['One']);
    await call('changes');
    await page.keyboard.type('x');
    await expect.poll(() => call('changes')).toContain('typed');
    await page.keyboard.press('Backspace');
    await expect.poll(() => call('changes')).toContain('typed');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => call('changes')).toEqual(expect.arrayContaining(['caret']));
    await page.keyboard.press('End');
    await page.waitForTimeout(250);
    await call('changes');
    await call('script', 'by the page');
    await expect.poll(() => call('changes')).toContain('script');
    await call('undo');
    await expect.poll(() => call('changes')).toContain('history');
    await call('blur');
    await expect.poll(() => call('changes')).toContain('state');
  });

  it('says that text was pasted', async () => {
    await create(['One ']);
    await page.evaluate(() => navigator.clipboard.writeText('two'));
    await call('changes');
    await page.keyboard.press('Control+v');
    await expect.poll(() => call('text')).toBe('One two');
    expect(await call('changes')).toContain('pasted');
  });

  it('draws at the caret without touching document or text, and takes it away', async () => {
    await create(['One two'], 7);
    const [html, glyphs] = [await call('html'), await call('glyphs')];
    await call('show', ' three');
    const ghost = await call('ghost');
    expect(ghost).toMatchObject({ text: ' three', hiddenFromReaders: 'true' });
    expect(await call('html')).toBe(html);
    expect(await call('glyphs')).toEqual(glyphs);
    const [drawn] = ghost!.rects;
    const last = glyphs.at(-1)!;
    expect(drawn.left).toBeCloseTo(last.right, 0);
    expect(Math.abs(drawn.top - last.top)).toBeLessThan(1);
    expect(Math.abs(drawn.bottom - last.bottom)).toBeLessThan(1);
    expect(drawn.right).toBeGreaterThan(drawn.left + 20);
    await call('show', null);
    expect(await call('ghost')).toBe(null);
    expect(await call('html')).toBe(html);
  });

  it('inserts where it drew', async () => {
    await create(['One two'], 7);
    await call('show', ' three');
    const [drawn] = (await call('ghost'))!.rects;
    await call('show', null);
    expect(await call('insert', ' three')).toBe(true);
    const glyphs = await call('glyphs');
    expect(Math.abs(glyphs.at(-1)!.right - drawn.right)).toBeLessThan(1);
    expect(Math.abs(glyphs.at(-1)!.top - drawn.top)).toBeLessThan(1);
  });

  it('breaks its lines where the text would', async () => {
    await create(['One two three four five six seven eight nine ten'], undefined, '#place { width: 380px }');
    await call('show', ' eleven twelve thirteen fourteen');
    const { rects } = (await call('ghost'))!;
    await call('show', null);
    await call('insert', ' eleven twelve thirteen fourteen');
    const glyphs = await call('glyphs');
    expect(rects.length).toBeGreaterThan(1);
    expect(Math.abs(glyphs.at(-1)!.right - rects.at(-1)!.right)).toBeLessThan(1);
    expect(Math.abs(glyphs.at(-1)!.top - rects.at(-1)!.top)).toBeLessThan(1.5);
  });

  it('draws in the empty document, and follows a scaled ancestor', async () => {
    await create([''], 0, 'body { transform: scale(1.5); transform-origin: 0 0 }');
    await call('show', 'Once');
    const { rects } = (await call('ghost'))!;
    await call('show', null);
    await call('insert', 'Once');
    const [glyphs] = await call('glyphs');
    expect(Math.abs(glyphs.left - rects[0].left)).toBeLessThan(1.5);
    expect(Math.abs(glyphs.right - rects[0].right)).toBeLessThan(1.5);
    expect(Math.abs(glyphs.top - rects[0].top)).toBeLessThan(1.5);
  });

  it('draws nothing where text follows on the line', async () => {
    await create(['One two'], 3);
    await call('show', ' and');
    expect(await call('ghost')).toBe(null);
  });

  it('inserts one step of the history, no more and no less, with the caret behind it', async () => {
    await create(['One']);
    await page.keyboard.type(' tw');
    await expect.poll(() => call('text')).toBe('One tw');
    expect(await call('insert', 'o three')).toBe(true);
    expect(await call('read')).toMatchObject({ before: 'One two three', after: '' });
    await page.keyboard.type('!');
    await expect.poll(() => call('text')).toBe('One two three!');
    await call('undo');
    await expect.poll(() => call('text')).toBe('One two three');
    await call('undo');
    await expect.poll(() => call('text')).toBe('One tw');
    await call('undo');
    await expect.poll(() => call('text')).not.toBe('One tw');
  });

  it('gives the accepted text the format at the caret', async () => {
    if (!RICH.has(name)) return;
    await create(['One ']);
    await call('bold');
    expect(await call('insert', 'two')).toBe(true);
    await expect.poll(() => call('html')).toMatch(/<(strong|b)\b[^>]*>two/);
  });

  it('takes a key that is wanted, and leaves every other to the editor', async () => {
    await create(['One']);
    await page.keyboard.press('Tab');
    await expect.poll(() => call('text')).toBe('One→');
    await call('take');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    expect(await call('presses')).toEqual(['Tab', 'Tab', 'Escape', 'x']);
    expect(await call('text')).toBe('One→');
  });

  it('leaves a composition alone', async () => {
    await create(['One ']);
    await devtools.send('Input.imeSetComposition', { text: 'ka', selectionStart: 2, selectionEnd: 2 });
    await expect.poll(() => call('read')).toMatchObject({ composing: true, before: 'One ka' });
    await call('show', 'noun');
    await devtools.send('Input.imeSetComposition', { text: 'kan', selectionStart: 3, selectionEnd: 3 });
    await expect.poll(() => call('read')).toMatchObject({ composing: true, before: 'One kan' });
    expect(await call('insert', 'x')).toBe(false);
    await devtools.send('Input.insertText', { text: 'kan' });
    await expect.poll(() => call('read')).toMatchObject({ composing: false, before: 'One kan' });
    await expect.poll(() => call('changes')).toContain('typed');
  });

  it('neither inserts nor pretends to where nobody can type', async () => {
    await create(['One']);
    await call('readOnly');
    expect(await call('read')).toMatchObject({ editable: false });
    expect(await call('insert', ' two')).toBe(false);
    expect(await call('text')).toBe('One');
  });

  it('speaks, the same words twice, and takes back what it said', async () => {
    await create(['One']);
    await call('announce', 'two, Tab to accept');
    const first = await call('spoken');
    expect(first).toBe('two, Tab to accept');
    await call('announce', 'two, Tab to accept');
    expect(await call('spoken')).not.toBe(first);
    expect((await call('spoken'))!.trim()).toBe(first);
    await call('announce', '');
    expect(await call('spoken')).toBe('');
  });

  it('carries an assistant: a ghost while typing, typed along without a question, taken by Tab, taken back by undo', async () => {
    await create(['The']);
    await call('assist', { 'The hi': 'story of' });
    await page.keyboard.type(' hi');
    await expect.poll(() => call('ghost')).toMatchObject({ text: 'story of' });
    await call('asked');
    await page.keyboard.type('st');
    await expect.poll(() => call('ghost')).toMatchObject({ text: 'ory of' });
    expect(await call('asked')).toEqual([]);
    await page.keyboard.press('Backspace');
    await expect.poll(() => call('ghost')).toMatchObject({ text: 'tory of' });
    await page.waitForTimeout(150);
    await page.keyboard.press('Control+ArrowRight');
    await expect.poll(() => call('text')).toBe('The history');
    await expect.poll(() => call('ghost')).toMatchObject({ text: ' of' });
    await page.keyboard.press('Tab');
    await expect.poll(() => call('text')).toBe('The history of');
    await expect.poll(() => call('ghost')).toBe(null);
    await call('undo');
    await expect.poll(() => call('text')).toBe('The history');
    await call('undo');
    await expect.poll(() => call('text')).toBe('The his');
  });

  it('draws no ghost again that Escape has sent away', async () => {
    await create(['The']);
    await call('assist', { 'The h': 'istory' });
    await page.keyboard.type(' h');
    await expect.poll(() => call('ghost')).toMatchObject({ text: 'istory' });
    await page.keyboard.press('Escape');
    expect(await call('ghost')).toBe(null);
    expect(await call('text')).toBe('The h');
    await page.keyboard.press('Tab');
    await expect.poll(() => call('text')).toBe('The h→');
  });

  it('bears that the editor goes first', async () => {
    await create(['One']);
    await call('show', ' two');
    await call('destroy');
    await call('resize');
    expect(await call('ghost')).toBe(null);
    await call('release');
    expect(await call('around')).toMatchObject({ now: 0 });
    await create(['One']);
  });

  it('leaves nothing behind, and hears nothing any more', async () => {
    await create(['One']);
    const attributes = await call('attributes');
    await call('show', ' two');
    await call('announce', 'two');
    await call('release');
    expect(await call('around')).toMatchObject({ now: 0 });
    expect(await call('attributes')).toBe(attributes);
    await call('changes');
    await call('presses');
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    await expect.poll(() => call('text')).toBe('Onex→');
    expect(await call('changes')).toEqual([]);
    expect(await call('presses')).toEqual([]);
  });
});

describe.skipIf(absent)('an editor that indents', () => {
  it('keeps Tab where a line has not begun', async () => {
    await call('create', 'codemirror', ['One', '  '], 2);
    await call('take');
    await page.keyboard.press('Tab');
    expect(await call('text')).toBe('One\n  →');
    expect(await call('presses')).toEqual([]);
  });
});
