import { describe, expect, it } from 'vitest';
import type { Answer, Question, Source } from '../../../../web/core/source.ts';
import { firstOf, mayDownload } from '../../../../web/source/first-of.ts';
import { laterSource } from '../../../../web/source/later.ts';

const QUESTION: Question = { before: 'a', after: '', limit: 1 };
const ask = (source: Source, signal = new AbortController().signal) => source.suggest(QUESTION, { signal });
const saying = (fingerprint: string): Source => ({
  suggest: async (): Promise<Answer> => ({ choices: [], fingerprint }),
});
const failing = (message: string): Source => ({ suggest: () => Promise.reject(new Error(message)) });
const settled = () => new Promise<void>(setImmediate);

describe('the server, then the model in the page', () => {
  it('asks the server until the model is ready, and does not open it before the first question', async () => {
    let ready!: (source: Source) => void;
    let opened = 0;
    const source = firstOf(saying('remote'), {
      may: () => true,
      open: () => {
        opened++;
        return new Promise((resolve) => {
          ready = resolve;
        });
      },
    });
    await settled();
    expect(opened).toBe(0);
    expect((await ask(source)).fingerprint).toBe('remote');
    expect((await ask(source)).fingerprint).toBe('remote');
    ready(saying('local'));
    await settled();
    expect((await ask(source)).fingerprint).toBe('local');
    expect(opened).toBe(1);
  });

  it('asks the server again, in the same question, when the model fails', async () => {
    const failures: unknown[] = [];
    const source = firstOf(saying('remote'), {
      may: () => true,
      open: async () => failing('gone'),
      failed: (error) => failures.push((error as Error).message),
    });
    await ask(source);
    await settled();
    expect((await ask(source)).fingerprint).toBe('remote');
    expect((await ask(source)).fingerprint).toBe('remote');
    expect(failures).toEqual(['gone']);
  });

  it('says that the model could not be opened, and goes on with the server', async () => {
    const failures: unknown[] = [];
    const open = () => Promise.reject(new Error('no room'));
    const source = firstOf(saying('remote'), {
      may: () => true,
      open,
      failed: (error) => failures.push(error),
    });
    await ask(source);
    await settled();
    expect((await ask(source)).fingerprint).toBe('remote');
    expect(failures).toHaveLength(1);
  });

  it('takes an abort for what it is', async () => {
    const aborted = AbortSignal.abort();
    const local: Source = { suggest: (_, { signal }) => Promise.reject(signal.reason) };
    const failures: unknown[] = [];
    const source = firstOf(saying('remote'), {
      may: () => true,
      open: async () => local,
      failed: (e) => failures.push(e),
    });
    await ask(source);
    await settled();
    await expect(ask(source, aborted)).rejects.toBe(aborted.reason);
    expect(failures).toEqual([]);
  });

  it('begins to open when somebody enters the box, once', async () => {
    let opened = 0;
    const open = async () => {
      opened++;
      return saying('local');
    };
    const source = firstOf(saying('remote'), { may: () => true, open });
    source.prepare!();
    source.prepare!();
    await settled();
    expect((await ask(source)).fingerprint).toBe('local');
    expect(opened).toBe(1);
  });

  it('opens nothing where it may not, and looks again at the next question', async () => {
    let may = false;
    let opened = 0;
    const open = async () => {
      opened++;
      return saying('local');
    };
    const source = firstOf(saying('remote'), { may: () => may, open });
    source.prepare!();
    await ask(source);
    await settled();
    expect(opened).toBe(0);
    may = true;
    await ask(source);
    await settled();
    expect((await ask(source)).fingerprint).toBe('local');
  });
});

describe('a download of a few megabytes', () => {
  it.each([
    [undefined, true],
    [{}, true],
    [{ effectiveType: '4g' }, true],
    [{ effectiveType: '3g' }, false],
    [{ effectiveType: 'slow-2g' }, false],
    [{ effectiveType: '4g', saveData: true }, false],
    [{ effectiveType: '4g', type: 'cellular' }, false],
    [{ effectiveType: '4g', type: 'wifi' }, true],
  ])('over %j: %s', (connection, allowed) => expect(mayDownload(connection)).toBe(allowed));
});

describe('a source that is loaded later', () => {
  it('is loaded once, when somebody enters the box, and told so; its failure comes with the first question', async () => {
    let loads = 0;
    let prepared = 0;
    const load = async () => {
      loads++;
      return { ...saying('loaded'), prepare: () => void prepared++ };
    };
    const source = laterSource(load);
    source.prepare!();
    source.prepare!();
    await settled();
    expect([loads, prepared]).toEqual([1, 1]);
    expect((await ask(source)).fingerprint).toBe('loaded');
    expect([loads, prepared]).toEqual([1, 1]);
    const failing = laterSource(() => Promise.reject(new Error('blocked')));
    failing.prepare!();
    await settled();
    await expect(ask(failing)).rejects.toThrow('blocked');
  });

  it('is loaded once, at the first question; meanwhile another answers', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return saying('loaded');
    };
    const source = laterSource(load, saying('meanwhile'));
    expect(loads).toBe(0);
    expect((await ask(source)).fingerprint).toBe('meanwhile');
    await settled();
    expect((await ask(source)).fingerprint).toBe('loaded');
    expect(loads).toBe(1);
  });

  it('fails alone: the other goes on answering', async () => {
    const source = laterSource(() => Promise.reject(new Error('blocked')), saying('meanwhile'));
    await ask(source);
    await settled();
    expect((await ask(source)).fingerprint).toBe('meanwhile');
    await expect(ask(laterSource(() => Promise.reject(new Error('blocked'))))).rejects.toThrow('blocked');
  });
});
