/** What a soak asks: every route, rightly and wrongly, of every model in turn. */

/** How an answer is taken: whole, as events, left in the middle, never read, or gone on with from a resume token. */
export type Mode = 'answer' | 'events' | 'leave' | 'unread' | 'resume';

export interface Case {
  /** What its golden answer is kept under; `leave` shares that of the stream it leaves. */
  id: string;
  mode: Mode;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** Sent in pieces without a length. */
  chunked?: boolean;
  /** For `resume`: what is typed after `body`'s prompt. */
  append?: string;
  weight: number;
}

const PROMPTS = [
  'The history of the ',
  'I would like to thank you for your supp',
  'In 1994 the company moved to',
  '“Where are you going?” she',
  'Dear Sir or Madam,\n\nI am writ',
  'Ein Satz, der nicht englisch ist, und 世界 und 🙂 ',
];
const LONG = 'She walked along the old wall and looked out over the sea. '.repeat(20);
const TOO_LONG = 140_000;

const post = (id: string, path: string, body: unknown, weight: number, more: Partial<Case> = {}): Case => ({
  id,
  mode: 'answer',
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  weight,
  ...more,
});

const get = (path: string, weight: number, headers: Record<string, string> = {}): Case => {
  const id = `GET ${path} ${JSON.stringify(headers)}`;
  return { id, mode: 'answer', method: 'GET', path, headers, weight };
};

/** A model as `GET /v1/models` lists it. */
export interface Listed {
  id: string;
  /** `completion`, or what a classifier says. */
  task: string;
}

/** Every case, for these models. Each has a weight: how often it is drawn. */
export function soakCases(models: readonly Listed[]): Case[] {
  const named = (completes: boolean) =>
    models.filter(({ task }) => (task === 'completion') === completes).map(({ id }) => id);
  return [...named(true).flatMap(ofModel), ...named(false).flatMap(ofClassifier), ...ofNoModel()];
}

function ofModel(model: string, place: number): Case[] {
  const prompt = PROMPTS[place % PROMPTS.length];
  const other = PROMPTS[(place + 1) % PROMPTS.length];
  const stream = { model, prompt: other, max_tokens: 60, temperature: 0, stream: true, token_healing: false };
  const streamed = `${model} stream`;
  return [
    post(`${model} typed`, '/complete', { model, prompt, max_tokens: 6, temperature: 0 }, 12),
    post(
      `${model} other`,
      '/complete',
      { model, prompt: other, max_tokens: 6, temperature: 0, stop_at: 'word' },
      12,
    ),
    post(
      `${model} openai`,
      '/v1/completions',
      { model, prompt, max_tokens: 6, temperature: 1, seed: 7, n: 2 },
      4,
    ),
    post(
      `${model} scored`,
      '/v1/completions',
      { model, prompt, max_tokens: 3, logprobs: 3, echo: true, temperature: 0 },
      2,
    ),
    post(`${model} long`, '/complete', { model, prompt: LONG, max_tokens: 2, temperature: 0 }, 1),
    post(`${model} batch`, '/v1/completions', { model, prompt: PROMPTS, max_tokens: 2, temperature: 0 }, 1),
    post(`${model} suggestions`, '/complete', { model, prompt, suggestions: 3 }, 3),
    post(
      `${model} vocabulary`,
      '/complete',
      { model, prompt: other, max_tokens: 4, temperature: 0, vocabulary: ['Ljubljana', 'Kubernetes'] },
      2,
    ),
    post(`${model} tokens`, '/tokenize', { model, prompt: other }, 3),
    post(streamed, '/complete', stream, 3, { mode: 'events' }),
    post(streamed, '/complete', stream, 3, { mode: 'leave' }),
    post(`${model} unread`, '/complete', { ...stream, max_tokens: 400, echo: true }, 1, { mode: 'unread' }),
    post(
      `${model} resumed`,
      '/complete',
      { model, prompt: LONG, max_tokens: 2, temperature: 0, resumable: true },
      2,
      {
        mode: 'resume',
        append: other,
      },
    ),
    get(`/complete?model=${model}&prompt=${encodeURIComponent('The history of')}&max_tokens=4`, 3),
    get(`/v1/models/${model}`, 1),
    get(`/models/${model}/alias.json`, 1),
  ];
}

function ofClassifier(model: string): Case[] {
  return [
    post(`${model} classify`, '/v1/classify', { model, input: PROMPTS, explain: true }, 6),
    post(`${model} moderations`, '/v1/moderations', { model, input: LONG }, 4),
    post(`${model} predict`, '/predict', { model, inputs: PROMPTS[4] }, 4),
    post(`${model} asked to complete`, '/complete', { model, prompt: PROMPTS[0] }, 2),
    post(`${model} gate`, '/complete', { prompt: PROMPTS[5], gate: model, max_tokens: 2, temperature: 0 }, 4),
    get(`/v1/models/${model}`, 1),
  ];
}

function ofNoModel(): Case[] {
  const long = JSON.stringify({ prompt: 'a'.repeat(TOO_LONG) });
  return [
    get('/', 2),
    get('/health', 5),
    get('/openapi.json', 1),
    get('/reference', 1),
    get('/v1/models', 3),
    get('/ghost-text.js', 1),
    get('/learn', 1),
    get('/v1/models/none', 2),
    get('/nowhere', 2),
    get('/complete', 2),
    get('/complete?prompt=The', 2, { 'if-none-match': '*' }),
    post('unknown model', '/complete', { model: 'no-such-model', prompt: 'The' }, 4),
    post('too long', '/complete', long, 3),
    post('too long, in pieces', '/complete', long, 2, { chunked: true }),
    post('no JSON', '/complete', '{"prompt":', 4),
    post('not UTF-8', '/complete', '{"prompt":"\ud800"}', 2),
    post('wrong field', '/v1/completions', { prompt: 'The', n: 1000 }, 4),
    post('no tokens', '/detokenize', { tokens: [1, 2, 99_999_999] }, 2),
    post('some text', '/detokenize', { model: 'english-small', tokens: [300, 301, 302] }, 2),
    { ...get('/complete', 2), id: 'preflight', method: 'OPTIONS', headers: preflight },
    { ...get('/complete', 1), id: 'wrong method', method: 'DELETE' },
  ];
}

const preflight = {
  origin: 'https://a.example',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type',
};
