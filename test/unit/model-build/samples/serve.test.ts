import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModel } from '../../../../model-build/artefact/read-model.ts';
import { serve } from '../../../../model-build/samples/serve.ts';

const FIXTURE = join(import.meta.dirname, '../../../../models/fixture-gru');

it('answers as POST /complete does, with the model’s defaults, the same each time', async () => {
  const model = await readModel(FIXTURE);
  const complete = serve(model);
  const answer = await complete({ prompt: 'The sea was' });
  expect(answer).toMatchObject({ object: 'text_completion', model: 'fixture-gru' });
  expect(answer.choices[0].text.length).toBeGreaterThan(0);
  expect((await complete({ prompt: 'The sea was' })).choices).toEqual(answer.choices);
  expect(answer.usage?.completion_tokens).toBeLessThanOrEqual(model.manifest.generation!.maxTokens);
});

it('rejects with what an answer says that is no completion', async () => {
  const complete = serve(await readModel(FIXTURE));
  await expect(complete({ prompt: 'The sea', temperature: -1 })).rejects.toThrow(
    /answered 400: .*temperature/,
  );
});
