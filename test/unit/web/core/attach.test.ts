/** An assistant at a text, step by step. Where a test protects from a fault that others had, it says whose. */
import { describe, expect, it } from 'vitest';
import { attach } from '../../../../web/core/attach.ts';
import { FakeClock, FakeSurface, start } from './fake-place.ts';

describe('showing', () => {
  it('keeps the ghost while it is typed along, and lengthens it again when that is deleted, without a question', async () => {
    const { surface, source, clock, offer } = start();
    await offer('supp', 'ort you');
    surface.type('or');
    expect(surface.ghost()).toBe('t you');
    surface.before = 'suppo';
    surface.report('typed');
    expect(surface.ghost()).toBe('rt you');
    clock.pass(1_000);
    expect(source.asked).toHaveLength(1);
  });

  it('types along blanks before an indented ghost (microsoft/vscode#134664)', async () => {
    const { surface, offer } = start();
    await offer('if x:\n', '    return');
    surface.type('    ');
    expect(surface.ghost()).toBe('return');
  });

  it('does not draw the longer word once the likeliest is typed to its end', async () => {
    const { surface, offer } = start();
    await offer('supp', 'ort', 'orting');
    surface.type('ort');
    expect(surface.ghost()).toBeUndefined();
  });

  it('shows another answered choice when the text goes its way', async () => {
    const { surface, offer } = start();
    await offer('al', 'pha', 'pine');
    surface.type('pi');
    expect(surface.ghost()).toBe('ne');
  });

  it('is not overtaken by the slower, older answer (github/remote-input-element#14)', async () => {
    const { surface, source, clock } = start();
    surface.type('su');
    clock.pass(100);
    surface.type('p');
    clock.pass(100);
    const [older, newer] = source.open;
    await newer.answer(['port']);
    expect(older.signal.aborted).toBe(true);
    await older.answer(['pper']);
    expect(surface.ghost()).toBe('port');
  });

  it('shows an older answer that the text has typed along, while the newer is under way', async () => {
    const { surface, source, clock } = start();
    surface.type('su');
    clock.pass(100);
    surface.type('p');
    clock.pass(100);
    await source.open[0].answer(['pport']);
    expect(surface.ghost()).toBe('port');
  });

  it('goes with the caret, for good (microsoft/vscode#235977)', async () => {
    const { surface, clock, offer } = start();
    await offer('supp', 'ort');
    [surface.before, surface.after] = ['su', 'pp'];
    surface.report('caret');
    expect(surface.ghost()).toBeUndefined();
    [surface.before, surface.after] = ['supp', ''];
    surface.report('caret');
    clock.pass(5_000);
    expect(surface.ghost()).toBeUndefined();
  });

  it('offers nothing for a text that has changed without a word', async () => {
    const { surface, source, offer } = start();
    await offer('supp', 'ort');
    surface.before = '';
    expect(surface.press('Tab')).toBe(false);
    expect(surface.inserted).toEqual([]);
    surface.type('a');
    surface.before = 'b';
    await source.open[0]?.answer(['fter']);
    expect(surface.ghost()).toBeUndefined();
  });

  it('refuses control characters, turned-round writing and half characters (CopilotKit/CopilotKit#772)', async () => {
    for (const text of ['a\u0007b', 'a\u202eb', 'a\ud83d', '\r\n', '']) {
      const { surface, offer } = start();
      await offer('x', text);
      expect(surface.ghost()).toBeUndefined();
    }
  });

  it('draws no more than the place takes, between whole characters', async () => {
    const { surface, offer } = start();
    surface.limit = 6;
    await offer('supp', 'o👩‍👩‍👧');
    expect(surface.ghost()).toBe('o');
    const line = start();
    line.surface.multiline = false;
    await line.offer('a', 'b\nc');
    expect(line.surface.ghost()).toBe('b');
  });
});

describe('asking', () => {
  it('asks at the first character, and at once after an acceptance (arshad-yaseen/monacopilot#92)', async () => {
    const { surface, source, clock, offer } = start();
    await offer('s', 'upport');
    surface.press('Tab');
    clock.pass(0);
    expect(source.asked.map(({ before }) => before)).toEqual(['s', 'support']);
  });

  it('asks nothing when the caret moves (microsoft/vscode#146524)', () => {
    const { surface, source, clock } = start();
    [surface.before, surface.after] = ['hel', 'lo'];
    surface.report('caret');
    clock.pass(5_000);
    expect(source.asked).toEqual([]);
  });

  it('asks nothing after what the page wrote, a paste, an undo or autocorrect (CopilotKit/CopilotKit#1729)', () => {
    const { surface, source, clock } = start();
    for (const change of ['script', 'pasted', 'history', 'replaced'] as const) {
      surface.before += 'word';
      surface.report(change);
      clock.pass(5_000);
    }
    expect(source.asked).toEqual([]);
  });

  it('answers from what it knows before any wait (philomena-dev/philomena#443)', async () => {
    const { surface, source, offer } = start();
    await offer('supp', 'ort');
    surface.type('x');
    surface.before = 'supp';
    surface.report('typed');
    expect(surface.ghost()).toBe('ort');
    expect(source.asked).toHaveLength(1);
  });

  it('knows answers by the whole text before the caret (arshad-yaseen/monacopilot#57)', async () => {
    const { surface, source, clock, offer } = start();
    await offer('one supp', 'ort');
    surface.before = '';
    surface.report('script');
    surface.type('two supp');
    expect(surface.ghost()).toBeUndefined();
    clock.pass(100);
    expect(source.open[0].question.before).toBe('two supp');
  });

  it('asks at once after a pause, and waits while keys come fast', () => {
    const { surface, source, clock } = start();
    surface.type('a');
    clock.pass(0);
    expect(source.asked).toHaveLength(1);
    clock.pass(20);
    surface.type('b');
    clock.pass(59);
    expect(source.asked).toHaveLength(1);
    clock.pass(1);
    expect(source.asked.map(({ before }) => before)).toEqual(['a', 'ab']);
  });

  it('asks for somebody who never pauses, every 250 ms', () => {
    const { surface, source, clock } = start();
    for (let key = 0; key < 40; key++) {
      surface.type('a');
      clock.pass(40);
      expect(source.open.length).toBeLessThanOrEqual(2);
    }
    expect(source.asked.length).toBeGreaterThanOrEqual(5);
    expect(source.asked.length).toBeLessThanOrEqual(8);
  });

  it('asks while a composition goes on, for phones compose every word, and leaves its keys alone', async () => {
    const { surface, offer } = start();
    surface.composing = true;
    surface.report('state');
    await offer('supp', 'ort');
    expect(surface.ghost()).toBe('ort');
    expect(surface.press('Tab')).toBe(false);
    expect(surface.press('Enter', { isComposing: false, keyCode: 229 })).toBe(false);
    surface.composing = false;
    surface.report('state');
    expect(surface.press('Tab', { keyCode: 229 })).toBe(false);
    expect(surface.press('Tab')).toBe(true);
    expect(surface.before).toBe('support');
  });

  it('rests after failures, twice as long each time, and as long as the server says', async () => {
    const { surface, source, clock, assistant } = start();
    for (const wait of [1_000, 2_000, 4_000]) {
      surface.type('a');
      clock.pass(100);
      await source.open[0].fail(new Error('down'));
      expect(assistant.state).toBe('resting');
      surface.type('b');
      clock.pass(wait - 1);
      expect(source.open).toHaveLength(0);
      clock.pass(1);
      expect(source.open).toHaveLength(1);
      surface.before = '';
      surface.report('script');
      clock.pass(60_000);
    }
    surface.type('c');
    clock.pass(100);
    await source.open[0].fail({ retryAfterSeconds: 90 });
    surface.type('d');
    clock.pass(89_999);
    expect(source.open).toHaveLength(0);
    clock.pass(1);
    expect(source.open).toHaveLength(1);
  });

  it('survives a source that answers nonsense', async () => {
    const errors: unknown[] = [];
    const surface = new FakeSurface();
    const clock = new FakeClock();
    const nonsense = [null, {}, { choices: 'x' }, { choices: [{}] }, { choices: [{ text: 7 }] }];
    for (const answer of nonsense) {
      const source = { suggest: async () => answer as never };
      const assistant = attach(surface, source, { clock }, { failed: (error) => errors.push(error) });
      surface.type('a');
      clock.pass(100);
      for (let turn = 0; turn < 5; turn++) await undefined;
      expect(surface.ghost()).toBeUndefined();
      assistant.release();
    }
    expect(errors).toHaveLength(3);
  });
});

describe('a source that has something to prepare', () => {
  it('prepares it when somebody enters the box, not before', () => {
    const surface = new FakeSurface();
    surface.focused = false;
    let prepared = 0;
    const source = {
      prepare: () => void prepared++,
      suggest: async () => ({ choices: [], fingerprint: null }),
    };
    attach(surface, source, { clock: new FakeClock() });
    surface.report('state');
    expect(prepared).toBe(0);
    surface.focused = true;
    surface.report('state');
    expect(prepared).toBe(1);
  });
});
