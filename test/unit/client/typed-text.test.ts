import { describe, expect, it } from 'vitest';
import { Afterword } from '../../../client/index.ts';
import { answer, completion, fakeServer, refusal } from './fake-server.ts';

function typing(...answers: Parameters<typeof fakeServer>) {
  const server = fakeServer(...answers);
  const afterword = new Afterword({ baseURL: 'https://afterword.example', fetch: server.fetch });
  const text = afterword.text({ model: 'random', max_tokens: 4 });
  return { text, bodies: () => server.asked.map(({ body }) => body), server };
}
const read = (token: string) => answer(completion(' x', { resume: token, resume_status: 'hit' }));
const always = { model: 'random', max_tokens: 4, resumable: true };
const never = () => new Promise<Response>(() => {});

describe('a text that somebody types', () => {
  it('is sent once, and then only what was written', async () => {
    const { text, bodies } = typing(read('t1'), read('t2'), read('t3'));
    await text.suggest('The his');
    await text.suggest('The history');
    await text.suggest('The history of');
    expect(bodies()).toEqual([
      { ...always, prompt: 'The his' },
      { ...always, resume: 't1', append: 'tory' },
      { ...always, resume: 't2', append: ' of' },
    ]);
  });

  it('that has not changed appends nothing', async () => {
    const { text, bodies } = typing(read('t1'), read('t2'));
    await text.suggest('The');
    await text.suggest('The');
    expect(bodies()[1]).toEqual({ ...always, resume: 't1' });
  });

  it('is sent whole when it begins otherwise than before', async () => {
    const { text, bodies } = typing(read('t1'), read('t2'), read('t3'));
    await text.suggest('The history');
    await text.suggest('The hist');
    await text.suggest('The histogram');
    expect(bodies().slice(1)).toEqual([
      { ...always, prompt: 'The hist' },
      { ...always, resume: 't2', append: 'ogram' },
    ]);
  });

  it('is sent whole after an answer without a token', async () => {
    const { text, bodies } = typing(read('t1'), answer(completion('')), read('t3'));
    for (const so of ['a', 'ab', 'abc']) await text.suggest(so);
    expect(bodies()[2]).toEqual({ ...always, prompt: 'abc' });
  });

  it('is sent whole at once when the server cannot use the token', async () => {
    const { text, bodies } = typing(read('t1'), refusal(409, 'resume_unusable'), read('t2'), read('t3'));
    await text.suggest('a');
    const { choices } = await text.suggest('ab');
    expect(choices[0].text).toBe(' x');
    await text.suggest('abc');
    expect(bodies().slice(2)).toEqual([
      { ...always, prompt: 'ab' },
      { ...always, resume: 't2', append: 'c' },
    ]);
  });

  it('keeps its token through any other failure', async () => {
    const { text, bodies } = typing(read('t1'), refusal(503, 'model_busy'), read('t2'));
    await text.suggest('a');
    await expect(text.suggest('ab')).rejects.toMatchObject({ code: 'model_busy' });
    await text.suggest('abc');
    expect(bodies()[2]).toEqual({ ...always, resume: 't1', append: 'bc' });
  });

  it('aborts the request before, and goes on from what was answered before that', async () => {
    const { text, bodies, server } = typing(read('t1'), never, read('t3'));
    await text.suggest('a');
    const early = text.suggest('ab');
    const late = text.suggest('abc');
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    expect((await late).resume).toBe('t3');
    expect(server.asked[1].signal?.aborted).toBe(true);
    expect(bodies()[2]).toEqual({ ...always, resume: 't1', append: 'bc' });
  });

  it('does not ask again for a text that has gone on', async () => {
    let refuse = (_response: Response) => {};
    const waiting = () => new Promise<Response>((resolve) => (refuse = resolve));
    const { text, bodies } = typing(read('t1'), waiting, read('t3'));
    await text.suggest('a');
    const early = text.suggest('ab');
    refuse(refusal(409, 'resume_unusable')());
    const late = text.suggest('abc');
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    await late;
    expect(bodies()).toHaveLength(3);
  });

  it("ends by the caller's signal, too", async () => {
    const { text } = typing(never);
    const leaving = new AbortController();
    const asked = text.suggest('a', { signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
