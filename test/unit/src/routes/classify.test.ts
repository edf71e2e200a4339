/** What a classifier answers: names, scores that are probabilities, abstention, words that weighed. On the real kernels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classifications } from '../../../../src/contract/classification-answer.ts';
import type { Task } from '../../../../src/contract/task.ts';
import { openKernelModel } from '../../../../src/runtime/kernels/model.ts';
import { KERNELS_MODULE } from '../../../fixtures/kernel-bench.ts';
import { CLASSES, randomClassifierFiles } from '../../../fixtures/random-classifier.ts';
import { createToyModel } from '../../../fixtures/toy-model.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const { priors: _, abstainBelow: __, ...open } = CLASSES;
const TASKS: Record<string, Partial<Task>> = {
  mail: {},
  tags: {
    kind: 'labels',
    abstainBelow: undefined,
    thresholds: { f1: [0.2, 0.5, 0.5], precision95: [0.3, null, 0.9] },
  },
  mood: {
    ...open,
    kind: 'targets',
    priors: undefined,
    abstainBelow: undefined,
    ranges: [
      [-1, 1],
      [0, 5],
      [0.2, 0.3],
    ],
  },
};

function appOf(name: string, settings = {}) {
  const files = randomClassifierFiles(name, TASKS[name]);
  const model = openKernelModel(KERNELS_MODULE, files.get('model.onnx')!);
  return createTestApp(
    { defaultModel: name, ...settings },
    { served: { name, version: '1.0.0', files, model } },
  );
}
const apps = Object.fromEntries(Object.keys(TASKS).map((name) => [name, appOf(name)]));

const post = (name: string, body: object, path = '/v1/classify') =>
  apps[name]!.ask(path, { method: 'POST', body: JSON.stringify(body) });
async function ask(name: string, body: object): Promise<Classifications> {
  const response = await post(name, body);
  expect(response.status).toBe(200);
  return (await response.json()) as Classifications;
}
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const SPAM = 'FREE entry! Win 1,000 pounds now, call 0900 123456';

describe('classes', () => {
  it("come in vLLM's envelope, with names", async () => {
    const answer = await ask('mail', { input: [SPAM, 'See you at noon'] });
    expect(answer).toMatchObject({ object: 'list', model: 'mail', id: expect.stringMatching(/^classify-/) });
    expect(answer.data.map(({ index, num_classes }) => [index, num_classes])).toEqual([
      [0, 3],
      [1, 3],
    ]);
    const [{ labels, label, score, probs, abstained }] = answer.data;
    expect(labels.map(({ label }) => label).toSorted()).toEqual(['ham', 'other', 'spam']);
    expect(labels.map(({ score }) => score)).toEqual(probs.toSorted((a, b) => b - a));
    expect([label, score, abstained]).toEqual([labels[0]!.label, labels[0]!.score, false]);
  });

  it('are one text the same, alone or among others, under either path', async () => {
    const [{ probs }] = (await ask('mail', { input: SPAM })).data;
    expect((await ask('mail', { input: ['Hello', SPAM] })).data[1]!.probs).toEqual(probs);
    const alias = (await (await post('mail', { inputs: SPAM }, '/classify')).json()) as Classifications;
    expect(alias.data[0]!.probs).toEqual(probs);
  });

  it('have probabilities, whatever the text, the names chosen from and their priors', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.option(fc.subarray(['ham', 'spam', 'other'], { minLength: 1 }), { nil: undefined }),
        fc.option(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), { nil: undefined }),
        async (input, labels, prior) => {
          const { data } = await ask('mail', {
            input,
            labels,
            priors: prior === undefined ? undefined : { spam: prior },
          });
          const { probs } = data[0]!;
          for (const p of probs) expect(p >= 0 && p <= 1).toBe(true);
          expect(Math.abs(sum(probs) - 1)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('follow the priors of the place where a text comes from, by the rule of Bayes', async () => {
    const [{ probs }] = (await ask('mail', { input: SPAM })).data;
    const [{ probs: shifted }] = (await ask('mail', { input: SPAM, priors: { spam: 0.6 } })).data;
    const odds = (p: number[], i: number) => p[1]! / p[i]!;
    expect(odds(shifted, 0) / odds(probs, 0)).toBeCloseTo(0.6 / 0.2 / ((0.7 * 0.5) / 0.7), 4);
    expect(shifted[0]! / shifted[2]!).toBeCloseTo(probs[0]! / probs[2]!, 5);
  });

  it('are not said below the threshold, nor of a text without a letter', async () => {
    const [{ label, abstained, labels }] = (await ask('mail', { input: SPAM, threshold: 1 })).data;
    expect([label, abstained, labels.length]).toEqual([null, true, 3]);
    for (const input of ['', ' \n ', '!!! ...']) {
      expect((await ask('mail', { input })).data[0]).toMatchObject({ label: null, abstained: true });
    }
  });
});

describe('labels', () => {
  it('are said each at its own threshold, several at once or none', async () => {
    const [{ probs, said, label }] = (await ask('tags', { input: SPAM })).data;
    const above = ['ham', 'spam', 'other'].filter((_, i) => probs[i]! >= TASKS.tags!.thresholds!.f1[i]!);
    expect(said!.toSorted()).toEqual(above.toSorted());
    expect(label).toBe(said![0] ?? null);
    expect((await ask('tags', { input: SPAM, threshold: 1 })).data[0]).toMatchObject({
      said: [],
      abstained: true,
    });
    expect((await ask('tags', { input: SPAM, threshold: 0 })).data[0]!.said).toHaveLength(3);
  });

  it('whose precision never was enough are never said', async () => {
    expect((await ask('tags', { input: SPAM, threshold: 'precision95' })).data[0]!.said).not.toContain(
      'spam',
    );
  });

  it("come in OpenAI's words from /v1/moderations", async () => {
    const answer = (await (
      await post('tags', { input: [{ type: 'text', text: SPAM }] }, '/v1/moderations')
    ).json()) as {
      results: {
        flagged: boolean;
        categories: Record<string, boolean>;
        category_scores: Record<string, number>;
      }[];
    };
    const [{ probs, said }] = (await ask('tags', { input: SPAM })).data;
    const [result] = answer.results;
    expect(result!.flagged).toBe(said!.length > 0);
    expect(result!.category_scores.spam).toBe(probs[1]);
    expect(
      Object.keys(result!.categories)
        .filter((name) => result!.categories[name])
        .toSorted(),
    ).toEqual(said!.toSorted());
    const empty = await post('tags', { input: [] }, '/v1/moderations');
    expect([empty.status, await empty.text()]).toEqual([400, expect.stringContaining('input')]);
  });
});

it('numbers of targets stay within what was learned from', async () => {
  const [{ values, label, abstained }] = (await ask('mood', { input: SPAM })).data;
  expect([label, abstained]).toEqual([null, false]);
  for (const [i, name] of CLASSES.names.entries()) {
    const [least, most] = TASKS.mood!.ranges![i]!;
    expect(values![name]! >= least && values![name]! <= most).toBe(true);
  }
});

describe('/predict', () => {
  it('answers as text-embeddings-inference does: a list, or a list of lists', async () => {
    const one = (await (await post('mail', { inputs: SPAM }, '/predict')).json()) as object[];
    expect(one).toEqual((await ask('mail', { input: SPAM })).data[0]!.labels);
    const many = await (await post('mail', { inputs: [[SPAM], ['Hello']] }, '/predict')).json();
    expect(many).toHaveLength(2);
    expect((many as object[])[0]).toEqual(one);
  });

  it('refuses a plain list, which is a pair there', async () => {
    expect(await failure(await post('mail', { inputs: ['a', 'b'] }, '/predict'))).toMatchObject({
      status: 400,
      param: 'inputs',
    });
  });

  it('names its field as it was sent, and says what was got', async () => {
    for (const [inputs, got] of [
      [5, 'got 5'],
      [[[5]], 'got a list of 1'],
      [undefined, 'got nothing'],
    ])
      expect(await failure(await post('mail', { inputs }, '/predict'))).toMatchObject({
        status: 400,
        param: 'inputs',
        message: expect.stringMatching(`^inputs: .*${got}$`),
      });
  });
});

describe('explain', () => {
  const words = async (body: object) =>
    (await ask('mail', { input: SPAM, explain: true, ...body })).data[0]!.explain!;

  it('names the words that weighed, with their places in characters', async () => {
    const input = `🙂 ${SPAM}`;
    const { label, words: most } = await words({ input });
    expect(label).toBe((await ask('mail', { input })).data[0]!.labels[0]!.label);
    expect(most.length).toBeLessThanOrEqual(8);
    for (const { start, end, text } of most) expect([...input].slice(start, end).join('')).toBe(text);
    const sizes = most.map(({ weight }) => Math.abs(weight));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it('is exact: what the words add, and the bias, make the logit', async () => {
    const input = 'call me now';
    const logits = async (text: string) => (await ask('mail', { input: text })).data[0]!.probs.map(Math.log);
    const centred = (z: number[]) => z.map((value) => value - sum(z) / z.length);
    const [bias, whole] = [centred(await logits('')), centred(await logits(input))];
    for (const [i, name] of CLASSES.names.entries()) {
      const { words: all } = await words({ input, explain: name });
      expect(sum(all.map(({ weight }) => weight)) + bias[i]!).toBeCloseTo(whole[i]!, 2);
    }
  });
});

it.each([
  [{}, 'input', 'wanted a string'],
  [{ input: [] }, 'input', '>=1 items'],
  [{ input: 'a\ud800' }, 'input', 'not half of a surrogate pair, got a string of 2 characters'],
  [{ input: new Array(65).fill('a') }, 'input', 'up to 64'],
  [{ input: 'a', top_k: 0 }, 'top_k', '>=1'],
  [{ input: 'a', threshold: 'f2' }, 'threshold', '"f1"'],
  [{ input: 'a', threshold: { eggs: 0.5 } }, 'threshold', 'no "eggs"'],
  [{ input: 'a', labels: ['eggs'] }, 'labels', 'no "eggs"'],
  [{ input: 'a', priors: { spam: 0.6, ham: 0.4 } }, 'priors', 'less than 1'],
  [{ input: 'a', priors: { spam: 0 } }, 'priors.spam', '>0'],
  [{ input: 'a', explain: 'eggs' }, 'explain', 'no "eggs"'],
])('refuses %j and names the field', async (body, param, words) => {
  const error = await failure(await post('mail', body));
  expect(error).toMatchObject({ status: 400, param });
  expect(error.message).toContain(words);
});

it('a model that completes text is refused by name', async () => {
  const app = createTestApp();
  const response = await app.ask('/v1/classify', { method: 'POST', body: '{"input":"a"}' });
  expect(await failure(response)).toMatchObject({
    status: 400,
    param: 'model',
    message: 'model: random has the task completion, wanted classes, labels or targets',
  });
});

it('all texts of a request share one budget', async () => {
  const app = appOf('mail', { requestBudget: 20_000 });
  const of = (input: string[]) =>
    app.ask('/v1/classify', { method: 'POST', body: JSON.stringify({ input }) });
  expect((await of([SPAM])).status).toBe(200);
  expect(await failure(await of([SPAM, SPAM, SPAM, SPAM]))).toMatchObject({
    status: 400,
    code: 'prompt_too_long',
    param: 'input',
  });
});

it('no word of a text is in the log, and no lease stays out', async () => {
  const app = appOf('mail');
  await app.ask('/v1/classify', {
    method: 'POST',
    body: JSON.stringify({ input: 'xylophone', explain: true }),
  });
  await app.ask('/v1/classify', {
    method: 'POST',
    body: JSON.stringify({ input: 'xylophone', labels: ['zither'] }),
  });
  const lines = await app.lines();
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(app.logged)).not.toMatch(/xylophone|zither/);
  expect(lines[0]).toMatchObject({
    route: 'POST /v1/classify',
    model: 'mail/1.0.0',
    promptTokens: expect.any(Number),
  });
  expect(JSON.stringify(await (await app.ask('/health')).json())).not.toMatch(/"leases":[1-9]/);
});

it('a network that fails is a fault of the server, and not of the text', async () => {
  const files = randomClassifierFiles('mail');
  const broken = { ...createToyModel(), step: () => Promise.reject(new Error('out')), read: undefined };
  const app = createTestApp(
    { defaultModel: 'mail' },
    { served: { name: 'mail', version: '1.0.0', files, model: broken } },
  );
  const response = await app.ask('/v1/classify', { method: 'POST', body: '{"input":"a b"}' });
  expect(response.status).toBe(500);
});

it.each(['/classify', '/v1/classify', '/v1/moderations', '/predict'])(
  'GET %s is answered with how to ask',
  async (path) => {
    const response = await apps.mail!.ask(path);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await failure(response)).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      message: `${path} takes POST with a JSON body, not GET.`,
    });
  },
);
