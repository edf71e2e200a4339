/** A model has a task, and routes of another one refuse it by name. */
import { expect, it } from 'vitest';
import { ManifestSchema } from '../../../../src/contract/manifest.ts';
import { describeIssue } from '../../../../src/contract/zod.ts';
import { CLASSES, randomClassifierFiles } from '../../../fixtures/random-classifier.ts';
import { createToyModel } from '../../../fixtures/toy-model.ts';
import { createTestApp, failure } from '../../../helpers/app.ts';

const files = randomClassifierFiles('mail');
const served = { name: 'mail', version: '1.0.0', files, model: createToyModel() };
const app = createTestApp({ defaultModel: 'mail' }, { served });
const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json')));

it.each([
  ['/complete', { prompt: 'Hello' }],
  ['/v1/completions', { prompt: 'Hello', model: 'mail', stream: true }],
  ['/tokenize', { prompt: 'Hello' }],
  ['/detokenize', { tokens: [1] }],
])('%s refuses a classifier, and names its task', async (path, body) => {
  const response = await app.ask(path, { method: 'POST', body: JSON.stringify(body) });
  expect(await failure(response)).toMatchObject({
    status: 400,
    code: 'invalid_value',
    param: 'model',
    message: 'model: mail has the task classes, wanted completion',
  });
});

it('GET /complete refuses it too, and no lease is left out', async () => {
  expect(await failure(await app.ask('/complete?prompt=Hello'))).toMatchObject({
    status: 400,
    param: 'model',
  });
  const health = (await (await app.ask('/health')).json()) as object;
  expect(JSON.stringify(health)).not.toContain('"leases":1');
});

it('/v1/models tells the task', async () => {
  const card = (await (await app.ask('/v1/models/mail')).json()) as {
    task: string;
    classification: object;
    generation?: object;
  };
  expect([card.task, card.classification]).toEqual(['classes', CLASSES]);
  expect(card.generation).toBeUndefined();
});

it.each([
  [{ task: { ...CLASSES, names: ['a', 'a', 'b'] } }, 'task.names: wanted each name once'],
  [{ task: { ...CLASSES, priors: [0.5, 0.5] } }, 'task: wanted lists as long as names'],
  [{ task: { ...CLASSES, kind: 'targets' } }, 'ranges for targets, priors for others'],
  [{ task: { ...CLASSES, priors: undefined } }, 'ranges for targets, priors for others'],
  [{ task: { ...CLASSES, temperature: 0 } }, 'task.temperature: Too small: expected number to be >0'],
  [
    { generation: { maxTokens: 1, temperature: 0, topK: 0, topP: 1 } },
    'task: wanted `generation` without a task',
  ],
  [{ task: undefined }, 'task: wanted `generation` without a task'],
])('a manifest with %j is refused', (changes, message) => {
  const { error } = ManifestSchema.safeParse({ ...manifest, ...changes });
  expect(describeIssue(error!).message).toContain(message);
});

it.each([
  [
    'two names for three logits',
    { task: { ...CLASSES, names: ['a', 'b'], priors: [0.5, 0.5] } },
    'has 3 logits for 2 names',
  ],
  [
    'another table',
    { vocabulary: { size: 512, tokenizer: 'ngrams', startToken: 511 } },
    'tokenizer.json has 513',
  ],
])('a graph with %s is refused before it runs', async (_, changes, message) => {
  const lying = new Map(files);
  lying.set('manifest.json', new TextEncoder().encode(JSON.stringify({ ...manifest, ...changes })));
  const other = createTestApp({ defaultModel: 'mail' }, { served: { ...served, files: lying } });
  expect(await failure(await other.ask('/complete?prompt=Hello'))).toMatchObject({
    status: 503,
    code: 'model_incompatible',
    message: expect.stringContaining(message),
  });
});
