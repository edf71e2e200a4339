/** The bodies with the longest answers, just within what is answered and just beyond: answer-size.ts. */
import { jsonBytes } from '../../src/text/spell.ts';
import type { Path } from './fuzz/case.ts';

export interface WorstBody {
  name: string;
  path: Path;
  body: object;
  /** 200, or the field that a 400 names. */
  wanted: 200 | string;
}

/** For the settings of wrangler.toml and a vocabulary of so many tokens, of which `longest` has the longest spelling. */
export function worstBodies(vocabulary: number, longest: number): WorstBody[] {
  const complete = (name: string, body: object, wanted: WorstBody['wanted'] = 200): WorstBody => ({
    name,
    path: '/v1/completions',
    body,
    wanted,
  });
  const ids = (length: number) => new Array<number>(length).fill(longest);
  const all = ids(8192);
  const read = { prompt: all, echo: true, max_tokens: 0 };
  const bytes = 131_000;
  const tokenize = (name: string, unit: string): WorstBody => ({
    name,
    path: '/tokenize',
    body: { prompt: unit.repeat(Math.floor(bytes / (jsonBytes(unit) - 2))) },
    wanted: 200,
  });
  return [
    complete('all scores of the longest prompt', { ...read, logprobs: 5 }),
    complete('the same as a stream', { ...read, logprobs: 5, stream: true }),
    complete('the same sixteen times', { ...read, logprobs: 5, n: 16 }, 'n'),
    complete('the same twice, the better one', { ...read, logprobs: 5, best_of: 2 }),
    complete('a prompt sixteen times', { ...read, n: 16 }),
    complete(
      'many prompts, many times',
      { ...read, prompt: new Array(16).fill(ids(512)), n: 16, logprobs: 5 },
      'n',
    ),
    complete('a short prompt, many times', { ...read, prompt: ids(400), n: 16, logprobs: 5 }),
    complete('control characters, many times', { ...read, prompt: '\u0001'.repeat(8000), n: 16 }),
    complete('all scores of all completions', {
      prompt: 'The',
      n: 16,
      max_tokens: 64,
      logprobs: 5,
      resumable: true,
    }),
    complete('a stream of them', {
      prompt: 'The',
      n: 16,
      max_tokens: 64,
      logprobs: 5,
      stream: true,
      resumable: true,
    }),
    complete('the best of sixteen', {
      prompt: 'The',
      best_of: 16,
      max_tokens: 64,
      logprobs: 5,
      resumable: true,
    }),
    complete('one as long as can be', { prompt: 'The', max_tokens: 1024, logprobs: 5, stream: true }),
    complete('suggestions of a line', {
      prompt: 'The',
      suggestions: 8,
      stop_at: 'line',
      max_tokens: 64,
      resumable: true,
    }),
    tokenize('tokens of Chinese', '世'),
    tokenize('tokens of emoji', '👋'),
    tokenize('tokens of signs that JSON writes in six', '\u0001'),
    tokenize('tokens of single letters', 'x 1'),
    {
      name: 'text of tokens',
      path: '/detokenize',
      body: { tokens: new Array(26_000).fill(longest) },
      wanted: 200,
    },
    {
      name: 'text of all tokens',
      path: '/detokenize',
      body: { tokens: [...new Array(vocabulary).keys()] },
      wanted: 200,
    },
  ];
}
