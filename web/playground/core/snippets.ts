/** A request as a program would send it. */

/** In what a request can be copied. */
export const LANGUAGES = ['curl', 'fetch', 'openai'] as const;
/** One of `LANGUAGES`. */
export type Language = (typeof LANGUAGES)[number];

type Request = { prompt: string; model: string } & Record<string, unknown>;

/** Fields of the request that OpenAI's SDK knows; the others it passes on when they are told to it apart. */
const OPENAI = new Set(['model', 'prompt', 'max_tokens', 'temperature', 'top_p', 'seed']);
const PENALTIES = new Set(['presence_penalty', 'frequency_penalty']);

/** `server` is its address without a slash at the end. The text of a program that sends the request. */
export function snippet(language: Language, server: string, request: Request): string {
  if (language === 'curl') return curl(server, request);
  if (language === 'fetch') return fetchCall(server, request);
  return sdk(server, request);
}

/** Within single quotes of a shell a single quote ends them, stands by itself, and begins them again. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const curl = (server: string, request: Request): string =>
  `curl -s ${quoted(`${server}/complete`)} -H 'content-type: application/json' -d ${quoted(JSON.stringify(request))}`;

const fetchCall = (server: string, request: Request): string =>
  `const response = await fetch(${JSON.stringify(`${server}/complete`)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(${indented(request)}),
});
const { choices } = await response.json();
console.log(choices[0].text);`;

/** `/v1/completions` has OpenAI's defaults, so what `/complete` takes from the model is said here. */
function sdk(server: string, request: Request): string {
  const known = Object.entries(request).filter(([field]) => OPENAI.has(field) || PENALTIES.has(field));
  const others = Object.entries(request).filter(([field]) => !OPENAI.has(field) && !PENALTIES.has(field));
  const body = { ...Object.fromEntries(known), ...Object.fromEntries(others), token_healing: true };
  return `import OpenAI from 'openai';
const client = new OpenAI({ baseURL: ${JSON.stringify(`${server}/v1`)}, apiKey: 'none' });
const { choices } = await client.completions.create(${indented(body)});
console.log(choices[0].text);`;
}

const indented = (value: object): string => JSON.stringify(value, null, 2);
