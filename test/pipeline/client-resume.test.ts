/** A text that is typed through the project's own client: the server steps what was written, and says the same. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Afterword } from '../../web/client/index.ts';
import { type RandomWorker, startRandomWorker } from '../helpers/random-worker.ts';

const TEXT = 'The history of the city — its naïve café — began in 1204 🙂 when ';
const OPTIONS = { max_tokens: 4, temperature: 0 };

let worker: RandomWorker;
let afterword: Afterword;
let sent: Record<string, unknown>[];

beforeAll(async () => {
  worker = await startRandomWorker();
});
afterAll(() => worker.close());

function connect(): void {
  sent = [];
  const watched: typeof fetch = (url, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return fetch(url, init);
  };
  afterword = new Afterword({ baseURL: worker.url.href, fetch: watched });
}

it('suggests at every keystroke what the whole text would be given', async () => {
  connect();
  const text = afterword.text(OPTIONS, { carry: 'token' });
  const keys = [...TEXT];
  for (let i = 1; i <= keys.length; i++) {
    const soFar = keys.slice(0, i).join('');
    const { choices, resume_status } = await text.suggest(soFar);
    if (i > 1) expect(resume_status).toBe('hit');
    const whole = await new Afterword({ baseURL: worker.url.href }).complete({ ...OPTIONS, prompt: soFar });
    expect(choices[0].text).toBe(whole.choices[0].text);
  }
  expect(sent.filter(({ prompt }) => prompt !== undefined)).toHaveLength(1);
});

it('sends the whole text again when its beginning has changed, or the token cannot be used', async () => {
  connect();
  const text = afterword.text(OPTIONS, { carry: 'token' });
  await text.suggest('The history ');
  await text.suggest('A history ');
  expect(sent.at(-1)).toMatchObject({ prompt: 'A history ' });
  const forged = new Afterword({
    baseURL: worker.url.href,
    fetch: (url, init) => {
      const body = JSON.parse(String(init?.body));
      if (body.resume) body.resume = randomBytes(200).toString('base64url');
      sent.push(body);
      return fetch(url, { ...init, body: JSON.stringify(body) });
    },
  }).text(OPTIONS, { carry: 'token' });
  await forged.suggest('The ');
  const { choices } = await forged.suggest('The history ');
  expect(choices).toHaveLength(1);
  expect(sent.at(-2)).toMatchObject({ resume: expect.any(String), append: 'history ' });
  expect(sent.at(-1)).toMatchObject({ prompt: 'The history ' });
});
