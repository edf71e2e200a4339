/** The openai package in a page, for openai-browser.test.ts. */
import OpenAI from 'openai';

const BODY = { model: 'random', prompt: 'The history', max_tokens: 6, seed: 7 };

const openaiPage = {
  /** A whole answer, a stream and the list of models, as a website would ask for them. */
  async ask(baseURL: string) {
    const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0, dangerouslyAllowBrowser: true });
    const whole = await client.completions.create(BODY);
    let streamed = '';
    for await (const chunk of await client.completions.create({ ...BODY, stream: true })) {
      streamed += chunk.choices[0]?.text ?? '';
    }
    const models: string[] = [];
    for await (const { id } of client.models.list()) models.push(id);
    return { text: whole.choices[0].text, streamed, models };
  },
  /** What the package throws for a request that is refused. */
  async refused(baseURL: string) {
    const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0, dangerouslyAllowBrowser: true });
    try {
      await client.completions.create({ ...BODY, temperature: 3 });
    } catch (error) {
      const { status, code, param } = error as InstanceType<typeof OpenAI.APIError>;
      return { status, code, param };
    }
    return undefined;
  },
};
export type OpenAIPage = typeof openaiPage;

Object.assign(globalThis, { openaiPage });
