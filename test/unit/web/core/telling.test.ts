/** What an assistant tells screen readers, and the page. */
import { describe, expect, it } from 'vitest';
import { start } from './fake-place.ts';

describe('telling', () => {
  it('speaks the text and the key after 1400 ms of quiet, and takes it back', async () => {
    const { surface, clock, offer } = start();
    await offer('supp', 'ort');
    clock.pass(1_199);
    expect(surface.spoken).toEqual([]);
    clock.pass(1);
    expect(surface.spoken).toEqual(['ort, Tab to accept']);
    surface.press('Escape');
    expect(surface.spoken).toEqual(['ort, Tab to accept', '']);
  });

  it('says nothing when it is told to', async () => {
    const { surface, clock, offer } = start({ announce: false });
    await offer('supp', 'ort');
    clock.pass(5_000);
    expect(surface.spoken).toEqual([]);
  });

  it('describes the place by the key that takes a suggestion, and not while it is switched off', () => {
    const { surface, assistant } = start({ accept: ['ArrowRight'] });
    expect(surface.described).toContain('ArrowRight accepts one');
    assistant.configure({ accept: ['Tab'] });
    expect(surface.described).toContain('Tab accepts one');
    assistant.configure({ disabled: true });
    expect(surface.described).toBe('');
    assistant.configure({ disabled: false });
    expect(surface.described).not.toBe('');
    assistant.release();
    expect(surface.described).toBe('');
  });

  it('tells why a ghost went', async () => {
    const reasons: string[] = [];
    const { surface, assistant, offer } = start({}, { hidden: (reason) => reasons.push(reason) });
    await offer('a', 'b');
    surface.type('x');
    await offer('a', 'b');
    surface.press('Escape');
    await offer('c', 'd');
    surface.focused = false;
    surface.report('state');
    surface.focused = true;
    surface.report('state');
    await offer('e', 'f');
    surface.press('Tab');
    await offer('g', 'h');
    assistant.configure({ disabled: true });
    expect(reasons).toEqual(['typed-away', 'dismissed', 'left', 'accepted', 'disabled']);
  });
});
