import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHistory, MOST_PIECES, numbersOf, remember } from '../../../../src/cache-model/history.ts';
import { ResumeTokens } from '../../../../src/resume/sealed-token.ts';
import { UNREAD } from '../../../../src/text/spelling.ts';

describe('a history', () => {
  it('holds the last tokens, the newest last, and nothing before the first', () => {
    const history = emptyHistory(4);
    expect([...numbersOf(history)]).toEqual([0, 0, 0, 0]);
    for (const token of [0, 7]) remember(history, token);
    expect([...numbersOf(history)]).toEqual([0, 0, 1, 8]);
    for (const token of [5, 6, 9]) remember(history, token);
    expect([...numbersOf(history)]).toEqual([8, 6, 7, 10]);
  });

  it('comes out of a resume token as it went in, whatever its tokens', async () => {
    const binding = { model: 'model', tenant: '' };
    const tokens = new ResumeTokens(['a secret of some length'], 60, () => 0);
    const token = fc.nat(MOST_PIECES - 1);
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 16, maxLength: 16 }), async (said) => {
        const history = emptyHistory(16);
        for (const one of said) remember(history, one);
        const snapshot = {
          kind: 'read' as const,
          spelling: UNREAD,
          state: [Float32Array.of(1.5), history],
          pending: 1,
          bytes: new Uint8Array(),
          consumed: 16,
          recent: [],
          spokenOfRecent: 0,
        };
        const sealed = (await tokens.seal(snapshot, binding))!;
        const opened = await tokens.open(sealed, binding, [new Float32Array(1), emptyHistory(16)]);
        if (opened.status !== 'hit') throw new Error(opened.status);
        expect([...numbersOf(opened.snapshot.state[1])]).toEqual(said.map((one) => one + 1));
      }),
    );
  });

  it('has no bits that are not a number, up to the last piece that it may hold', () => {
    const history = emptyHistory(2);
    for (let token = 0; token < MOST_PIECES; token++) {
      for (const said of [false, true]) {
        remember(history, token, said);
        remember(history, token, said);
        expect(history[0]).not.toBeNaN();
      }
    }
  });
});
