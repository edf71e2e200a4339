/** The same answer in other servers' words: OpenAI's `/v1/moderations`, and `/predict` of text-embeddings-inference. */
import { type ClassifyRequest, ClassifyRequestSchema, MAX_TOP_K } from '../contract/classification.ts';
import { checkFields, readObject } from './body.ts';
import { classified } from './classify.ts';
import type { AppContext, Dependencies } from './context.ts';
import { namedAsSent } from './field-aliases.ts';
import { invalid } from './invalid.ts';

/** OpenAI's parts of an input; images are none of ours. */
type Part = { type?: unknown; text?: unknown };

/** `POST /v1/moderations`: categories are the model's own names. Parts of text are one text, as OpenAI has them. */
export function moderations(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const body = (await readObject(c.req.raw, dependencies.settings.maxBodyBytes)) as ClassifyRequest;
    const { id, model, data } = await classified(c, dependencies, wholeAnswer(body, textOfParts(body.input)));
    const results = data.map(({ said, label, labels }) => {
      const flagged = new Set(said ?? (label === null ? [] : [label]));
      const by = <T>(value: (name: string, score: number) => T) =>
        Object.fromEntries(labels.map(({ label: name, score }) => [name, value(name, score)]));
      return {
        flagged: flagged.size > 0,
        categories: by((name) => flagged.has(name)),
        category_scores: by((_, score) => score),
        category_applied_input_types: by(() => ['text']),
      };
    });
    return c.json({ id, model, results });
  };
}

/** A body in our words, with every name answered. Throws `invalid_value`. */
const wholeAnswer = (body: object, input: unknown): ClassifyRequest =>
  checkFields(ClassifyRequestSchema, { ...body, input, top_k: MAX_TOP_K });

function textOfParts(input: unknown): unknown {
  const isPart = (part: unknown) => typeof part === 'object' && part !== null;
  if (!Array.isArray(input) || input.length === 0 || !input.every(isPart)) return input;
  return (input as Part[])
    .map(({ type, text }, i) => {
      if (type !== 'text' || typeof text !== 'string')
        throw invalid(`input.${i}`, 'wanted {"type": "text", "text": "..."}');
      return text;
    })
    .join('\n');
}

/** `POST /predict`: `inputs` is a text, or a list of lists of one text. A list of two texts is a pair there, and refused. */
export function predict(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const body = await readObject(c.req.raw, dependencies.settings.maxBodyBytes);
    const { inputs } = body as { inputs?: unknown };
    const several = Array.isArray(inputs);
    if (several && !inputs.every((one) => Array.isArray(one) && one.length === 1))
      throw invalid(
        'inputs',
        'wanted a string, or a list of lists of one string; pairs are not classified here',
      );
    return namedAsSent({ fields: {}, sentAs: new Map([['input', 'inputs']]) }, async () => {
      const request = wholeAnswer(body, several ? inputs.flat() : inputs);
      const { data } = await classified(c, dependencies, request);
      const lists = data.map(({ labels }) => labels);
      return c.json(several ? lists : lists[0]);
    });
  };
}
