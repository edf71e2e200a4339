/** What an assistant inserts, and when it does not. Where a test protects from a fault that others had, it says whose. */
import { describe, expect, it } from 'vitest';
import { start } from './fake-place.ts';

describe('taking', () => {
  it('inserts what was drawn', async () => {
    const { surface, offer } = start();
    await offer('supp', 'ort you');
    expect(surface.press('Tab')).toBe(true);
    expect(surface.before).toBe('support you');
  });

  it('takes a word and leaves the rest where it is, never away in between (microsoft/vscode#208152)', async () => {
    const { surface, offer } = start();
    await offer('I', ' would, if', ' will');
    const views = surface.views;
    surface.press('ArrowRight', { ctrlKey: true });
    expect([surface.before, surface.ghost(), surface.views]).toEqual(['I would,', ' if', views + 1]);
  });

  it('takes no key that has no effect', async () => {
    const { surface, offer } = start();
    const all = () => [
      surface.press('Tab'),
      surface.press('Escape'),
      surface.press('ArrowRight', { ctrlKey: true }),
      surface.press('‘', { altKey: true, code: 'BracketRight' }),
      surface.press('“', { altKey: true, code: 'BracketLeft' }),
    ];
    expect(all()).toEqual([false, false, false, false, false]);
    await offer('supp', 'ort');
    expect(surface.press('‘', { altKey: true, code: 'BracketRight' })).toBe(false);
    expect(surface.press('Tab', { shiftKey: true })).toBe(false);
    expect(surface.press('Tab', { ctrlKey: true })).toBe(false);
    expect(surface.press('Tab', { repeat: true })).toBe(false);
  });

  it('is taken by its own keys only (CopilotKit/CopilotKit#464)', async () => {
    const { surface, offer } = start();
    await offer('supp', 'ort');
    for (const key of ['a', 'Enter', ' ', 'ArrowRight', 'ArrowDown', 'End', 'F1', 'Backspace', 'Shift']) {
      expect(surface.press(key)).toBe(false);
    }
    expect(surface.inserted).toEqual([]);
  });

  it('leaves a Tab to the page that was pressed before anybody could see the ghost', async () => {
    const { surface, source, clock } = start();
    surface.type('supp');
    clock.pass(100);
    await source.open[0].answer(['ort']);
    clock.pass(99);
    expect(surface.press('Tab')).toBe(false);
    clock.pass(1);
    expect(surface.press('Tab')).toBe(true);
  });

  it('an offer dies with its text (nesquena/hermes-webui#7663)', async () => {
    const { surface, offer } = start({ display: 'list' });
    await offer('supp', 'ort');
    surface.type('x');
    surface.pick(0);
    expect(surface.before).toBe('suppx');
  });

  it('an acceptance during a composition is dropped, not kept for later (t8y2/dbx#8268)', async () => {
    const { surface, assistant, clock, offer } = start({ display: 'list' });
    await offer('supp', 'ort');
    surface.composing = true;
    surface.report('state');
    surface.pick(0);
    expect(assistant.accept()).toBe(false);
    surface.composing = false;
    surface.report('state');
    clock.pass(5_000);
    expect(surface.before).toBe('supp');
  });

  it('inserts nothing when the page refuses, and says so', async () => {
    const { surface, assistant, offer } = start({}, { accepting: () => false });
    await offer('supp', 'ort');
    expect(assistant.accept()).toBe(false);
    expect([surface.before, surface.ghost()]).toEqual(['supp', 'ort']);
  });

  it('is silent after Esc until the text changes, also for an answer that was under way', async () => {
    const { surface, source, clock } = start();
    surface.type('su');
    clock.pass(100);
    surface.type('p');
    clock.pass(100);
    await source.open[0].answer(['pport']);
    const [ahead] = source.open;
    const asked = source.asked.length;
    expect(surface.press('Escape')).toBe(true);
    await ahead.answer([' you']);
    clock.pass(5_000);
    expect([surface.ghost(), source.asked.length]).toEqual([undefined, asked]);
    surface.type('p');
    clock.pass(100);
    expect(surface.ghost() ?? source.open.length).toBeTruthy();
  });

  it('turns through several choices, and takes the one that is drawn', async () => {
    const { surface, offer } = start({ limit: 3 });
    await offer('al', 'pha', 'pine', 'so');
    surface.press('‘', { altKey: true, code: 'BracketRight' });
    expect(surface.ghost()).toBe('pine');
    surface.press('“', { altKey: true, code: 'BracketLeft' });
    surface.press('“', { altKey: true, code: 'BracketLeft' });
    expect(surface.ghost()).toBe('so');
    surface.press('Tab');
    expect(surface.before).toBe('also');
  });

  it('takes the next word by the arrow that leads on in its script', async () => {
    const { surface, offer } = start();
    await offer('مر', 'حبا بكم');
    expect(surface.press('ArrowRight', { ctrlKey: true })).toBe(false);
    expect(surface.press('ArrowLeft', { ctrlKey: true })).toBe(true);
    expect(surface.inserted).toEqual(['حبا']);
  });
});
