// OpenAI's own SDK, in Node: `npm install openai`, then `node openai-node.mjs`. AFTERWORD_URL says where the server is.
import OpenAI from 'openai';

const url = process.env.AFTERWORD_URL ?? 'http://127.0.0.1:8787';
// Without keys on the server any text will do; the SDK wants one.
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: process.env.AFTERWORD_KEY ?? 'none' });
const [model] = (await client.models.list()).data;
const request = {
  model: process.env.AFTERWORD_MODEL ?? model.id,
  prompt: 'The history of the city',
  temperature: 0,
};

const answer = await client.completions.create({ ...request, max_tokens: 24, stop: ['\n'] });
console.log(`${request.prompt}${answer.choices[0].text}`);

process.stdout.write(request.prompt);
for await (const part of await client.completions.create({ ...request, max_tokens: 24, stream: true })) {
  process.stdout.write(part.choices[0]?.text ?? '');
}
console.log();
