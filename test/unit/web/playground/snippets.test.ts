import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { initialSettings, requestOf } from '../../../../web/playground/core/knobs.ts';
import { snippet } from '../../../../web/playground/core/snippets.ts';

const PROMPT = ['It\'s "odd": $HOME `x` \\', '$', '{1}'].join('\n');
const SERVER = 'https://a.example';
const request = requestOf(PROMPT, 'english', {
  ...initialSettings(),
  values: { ...initialSettings().values, top_k: 20, min_p: 0.1 },
});

describe('a request', () => {
  it('has what was turned, and the seed, and nothing that changes nothing', () => {
    expect(request).toEqual({
      model: 'english',
      prompt: PROMPT,
      max_tokens: 40,
      temperature: 0.7,
      top_k: 20,
      min_p: 0.1,
      seed: 7,
    });
    expect(requestOf('a', 'm', { ...initialSettings(), stopAt: 'word' }).stop_at).toBe('word');
  });
});

describe('the request as a program', () => {
  it('is sent by a shell as it is, whatever stands in the text', () => {
    const line = snippet('curl', SERVER, request).replace(/^curl/, 'printf "%s\\0"');
    const [silent, url, , , flag, body] = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0');
    expect([silent, url, flag]).toEqual(['-s', `${SERVER}/complete`, '-d']);
    expect(JSON.parse(body!)).toEqual(request);
  });

  it('is sent by fetch', async () => {
    const sent: unknown[] = [];
    const fetch = async (url: string, { body }: { body: string }) => {
      sent.push(url, JSON.parse(body));
      return { json: async () => ({ choices: [{ text: '' }] }) };
    };
    const run = new Function(
      'fetch',
      'console',
      `return (async () => { ${snippet('fetch', SERVER, request)} })()`,
    );
    await run(fetch, { log() {} });
    expect(sent).toEqual([`${SERVER}/complete`, request]);
  });

  it("is sent by OpenAI's SDK to the route with its name, read as /complete reads it", async () => {
    const asked: unknown[] = [];
    class OpenAI {
      completions = { create: async (body: object) => asked.push(body) && { choices: [{ text: '' }] } };
      constructor(options: object) {
        asked.push(options);
      }
    }
    const program = snippet('openai', SERVER, request).replace(/^import.*\n/, '');
    await new Function('OpenAI', 'console', `return (async () => { ${program} })()`)(OpenAI, { log() {} });
    expect(asked).toEqual([
      { baseURL: `${SERVER}/v1`, apiKey: 'none' },
      { ...request, token_healing: true },
    ]);
  });
});
