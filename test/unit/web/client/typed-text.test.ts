import { describe, expect, it } from 'vitest';
import { Afterword, type Completion, type TypingOptions } from '../../../../web/client/index.ts';
import { fakeClock, settle } from './fake-clock.ts';
import { answer, completion, fakeServer, refusal } from './fake-server.ts';

type Answers = Parameters<typeof fakeServer>;

function typing(options: { suggestions?: number }, how: TypingOptions, ...answers: Answers) {
  const server = fakeServer(...answers);
  const clock = fakeClock();
  const afterword = new Afterword({ baseURL: 'https://afterword.example', fetch: server.fetch, clock });
  const text = afterword.text({ model: 'random', max_tokens: 4, ...options }, how);
  return { text, clock, server, bodies: () => server.asked.map(({ body }) => body) };
}
const read = (token: string) => answer(completion(' x', { resume: token, resume_status: 'hit' }));
const base = { model: 'random', max_tokens: 4 };
const never = () => new Promise<Response>(() => {});

/** An answer that says these, when it is let. */
function held(...texts: string[]) {
  let release = (_response: Response) => {};
  const turn = () => new Promise<Response>((resolve) => (release = resolve));
  return { turn, release: () => release(says(...texts)()) };
}
const says = (...texts: string[]) => {
  const choices = texts.map((text, index) => ({
    ...completion('').choices[0],
    index,
    text,
    confidence: 0.5,
  }));
  return answer(completion('', { choices }));
};
const texts = ({ choices }: Completion) => choices.map(({ text }) => text);

describe('a text that is carried by a token', () => {
  const always = { ...base, resumable: true };
  const carried = (...answers: Answers) => typing({}, { carry: 'token' }, ...answers);

  it('is sent once, and then only what was written', async () => {
    const { text, bodies } = carried(read('t1'), read('t2'), read('t3'), read('t4'));
    for (const so of ['The his', 'The history', 'The history of', 'The history of']) await text.suggest(so);
    expect(bodies()).toEqual([
      { ...always, prompt: 'The his' },
      { ...always, resume: 't1', append: 'tory' },
      { ...always, resume: 't2', append: ' of' },
      { ...always, resume: 't3' },
    ]);
  });

  it('is sent whole when it begins otherwise than before', async () => {
    const { text, bodies } = carried(read('t1'), read('t2'), read('t3'));
    for (const so of ['The history', 'The hist', 'The histogram']) await text.suggest(so);
    expect(bodies().slice(1)).toEqual([
      { ...always, prompt: 'The hist' },
      { ...always, resume: 't2', append: 'ogram' },
    ]);
  });

  it('goes on from the token it has after an answer that brings none', async () => {
    const { text, bodies } = carried(read('t1'), answer(completion('')), read('t3'));
    for (const so of ['a', 'ab', 'abc']) await text.suggest(so);
    expect(bodies()[2]).toEqual({ ...always, resume: 't1', append: 'bc' });
  });

  it('is sent whole at once when the server cannot use the token', async () => {
    const { text, bodies } = carried(read('t1'), refusal(409, 'resume_unusable'), read('t2'), read('t3'));
    await text.suggest('a');
    expect(texts(await text.suggest('ab'))).toEqual([' x']);
    await text.suggest('abc');
    expect(bodies().slice(2)).toEqual([
      { ...always, prompt: 'ab' },
      { ...always, resume: 't2', append: 'c' },
    ]);
  });

  it('keeps its token through any other failure', async () => {
    const { text, bodies } = carried(read('t1'), refusal(500, 'internal_error'), read('t2'));
    await text.suggest('a');
    await expect(text.suggest('ab')).rejects.toMatchObject({ code: 'internal_error' });
    await text.suggest('abc');
    expect(bodies()[2]).toEqual({ ...always, resume: 't1', append: 'bc' });
  });

  it('does not fall back to the token of an older question that is answered late', async () => {
    const late = held();
    const { text, bodies } = carried(read('t1'), late.turn, read('t3'), read('t4'));
    await text.suggest('a');
    const slow = text.suggest('ab');
    await text.suggest('abc');
    late.release();
    await slow;
    await text.suggest('abcd');
    expect(bodies()[3]).toEqual({ ...always, resume: 't3', append: 'd' });
  });
});

describe('a text that is short', () => {
  it('is sent whole, and no token is asked for', async () => {
    const { text, bodies } = typing({}, {}, says('x'), says('y'));
    await text.suggest('a');
    await text.suggest('ab', { suffix: ' and more' });
    expect(bodies()).toEqual([
      { ...base, prompt: 'a' },
      { ...base, prompt: 'ab', suffix: ' and more' },
    ]);
  });
});

describe('typing faster than answers come', () => {
  const fast = (...answers: Answers) => typing({ suggestions: 3 }, {}, ...answers);

  it('aborts no request whose answer can still fit, and serves the longer text with it', async () => {
    const slow = held('story', 'sters');
    const { text, server } = fast(slow.turn, never);
    const early = text.suggest('The hi');
    const late = text.suggest('The his');
    await settle();
    expect(server.asked.map(({ signal }) => signal?.aborted)).toEqual([false, false]);
    slow.release();
    expect(texts(await early)).toEqual(['story', 'sters']);
    expect(texts(await late)).toEqual(['tory', 'ters'].filter((rest) => rest.startsWith('t')));
  });

  it('has two requests under way at most: the oldest that can fit, and the newest', async () => {
    const { text, server } = fast(never, never, never, never);
    const asked = ['a', 'ab', 'abc', 'abcd'].map((so) => text.suggest(so));
    await expect(asked[1]).rejects.toMatchObject({ name: 'AbortError' });
    await expect(asked[2]).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.asked.map(({ signal }) => signal?.aborted)).toEqual([false, true, true, false]);
  });

  it('aborts what cannot fit any more', async () => {
    const { text, server } = fast(never, says('x'));
    const early = text.suggest('ab');
    const late = text.suggest('ac');
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.asked[0].signal?.aborted).toBe(true);
    expect(texts(await late)).toEqual(['x']);
  });

  it('asks once for one text', async () => {
    const slow = held('x');
    const { text, server } = fast(slow.turn);
    const both = [text.suggest('a'), text.suggest('a')];
    slow.release();
    for (const each of both) expect(texts(await each)).toEqual(['x']);
    expect(server.asked).toHaveLength(1);
  });

  it('waits for its own answer when the older one does not fit', async () => {
    const older = held('xyz');
    const own = held('own');
    const { text } = fast(older.turn, own.turn);
    const early = text.suggest('a');
    const late = text.suggest('ab');
    older.release();
    expect(texts(await early)).toEqual(['xyz']);
    own.release();
    expect(texts(await late)).toEqual(['own']);
  });
});

describe('what was suggested', () => {
  it('is known while it is typed along, every choice of it, without a request', async () => {
    const { text, server } = typing({ suggestions: 3 }, {}, says('ort', 'orting', 'ply'), says('!'));
    expect(texts(await text.suggest('your supp'))).toEqual(['ort', 'orting', 'ply']);
    expect(texts(await text.suggest('your suppo'))).toEqual(['rt', 'rting']);
    expect(texts(await text.suggest('your support'))).toEqual(['ing']);
    // Taken back again.
    expect(texts(await text.suggest('your supp'))).toEqual(['ort', 'orting', 'ply']);
    expect(server.asked).toHaveLength(1);
    expect(texts(await text.suggest('your supple'))).toEqual(['!']);
  });

  it('is not known before another text', async () => {
    const { text, server } = typing({ suggestions: 1 }, {}, says('x'), says('y'), says('z'));
    await text.suggest('a');
    expect(texts(await text.suggest('a', { suffix: 'b' }))).toEqual(['y']);
    expect(texts(await text.suggest('A'))).toEqual(['z']);
    expect(server.asked).toHaveLength(3);
  });

  it('is drawn anew where completions are drawn', async () => {
    const { text, server } = typing({}, {}, says('x'), says('y'));
    await text.suggest('a');
    expect(texts(await text.suggest('a'))).toEqual(['y']);
    expect(server.asked).toHaveLength(2);
  });
});

describe('a pause between keys', () => {
  it('is waited for, and only the last text is asked for', async () => {
    const { text, clock, bodies } = typing({}, { delayMs: 60 }, says('x'));
    const early = text.suggest('a');
    const gone = expect(early).rejects.toMatchObject({ name: 'AbortError' });
    await clock.pass(40);
    const late = text.suggest('ab');
    await gone;
    await clock.pass(59);
    expect(bodies()).toEqual([]);
    await clock.pass(1);
    expect(texts(await late)).toEqual(['x']);
    expect(bodies()).toEqual([{ ...base, prompt: 'ab' }]);
  });

  it('is not waited for longer than patience lasts', async () => {
    const { text, clock, bodies } = typing({}, { delayMs: 60, patienceMs: 100 }, says('x'), never);
    text.suggest('a').catch(() => {});
    await clock.pass(50);
    text.suggest('ab').catch(() => {});
    await clock.pass(45);
    const asked = text.suggest('abc');
    await clock.pass(5);
    await asked;
    expect(bodies()).toEqual([{ ...base, prompt: 'abc' }]);
  });

  it('is not waited for by what is known', async () => {
    const { text, clock } = typing({ suggestions: 1 }, { delayMs: 60 }, says('xyz'));
    const first = text.suggest('a');
    await clock.pass(60);
    await first;
    expect(texts(await text.suggest('ax'))).toEqual(['yz']);
  });
});

describe('a busy server', () => {
  const busy = refusal(429, 'rate_limit_exceeded', { 'retry-after': '10' });

  it('is asked again when it said, for the last text', async () => {
    const { text, clock, bodies } = typing({}, {}, busy, says('x'));
    const asked = text.suggest('a');
    await settle();
    await clock.pass(9_999);
    expect(bodies()).toHaveLength(1);
    await clock.pass(1);
    expect(texts(await asked)).toEqual(['x']);
  });

  it('is left alone until then, also by later texts', async () => {
    const { text, clock, bodies } = typing({}, {}, busy, says('x'));
    const early = text.suggest('a');
    const gone = expect(early).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    const late = text.suggest('ab');
    await gone;
    await clock.pass(9_999);
    expect(bodies()).toHaveLength(1);
    await clock.pass(1);
    expect(texts(await late)).toEqual(['x']);
    expect(bodies()[1]).toEqual({ ...base, prompt: 'ab' });
  });

  it('is given up after two more times', async () => {
    const { text, clock, bodies } = typing({}, {}, busy, busy, busy);
    const asked = text.suggest('a');
    const refused = expect(asked).rejects.toMatchObject({ status: 429, retryAfterSeconds: 10 });
    for (let turn = 0; turn < 3; turn++) {
      await settle();
      await clock.pass(10_000);
    }
    await refused;
    expect(bodies()).toHaveLength(3);
  });
});

it("ends by the caller's signal, while it waits and while it asks", async () => {
  for (const delayMs of [0, 60]) {
    const { text } = typing({ suggestions: 1 }, { delayMs }, never);
    const leaving = new AbortController();
    const asked = text.suggest('a', { signal: leaving.signal });
    await settle();
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  }
});
