import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CompletionRequestSchema } from '../../../../src/contract/completion.ts';
import { statusOf } from '../../../../src/envelope.ts';
import { AppError } from '../../../../src/errors.ts';
import { checkFields } from '../../../../src/routes/body.ts';
import { hearQuery, readQuery, refuseOtherEncodings } from '../../../../src/routes/query.ts';

const parse = (query: string) =>
  checkFields(CompletionRequestSchema, readQuery(hearQuery(new URLSearchParams(query))));

it('reads numbers, booleans and texts as a body has them', () => {
  expect(
    parse('prompt=a+b%21&max_tokens=5&temperature=.5&seed=-3&token_healing=true&stop=a&stop=b&model=m'),
  ).toEqual({
    prompt: 'a b!',
    max_tokens: 5,
    temperature: 0.5,
    seed: -3,
    token_healing: true,
    stop: ['a', 'b'],
    model: 'm',
  });
});

it('a prompt that looks like a number is a text', () => {
  expect(parse('prompt=42').prompt).toBe('42');
  expect(parse('prompt=true&suffix=false')).toEqual({ prompt: 'true', suffix: 'false' });
});

it("knows other servers' names, and ignores names that nobody knows", () => {
  expect(parse('inputs=a&n_predict=3&colour=red&__proto__=x&toString=1')).toEqual({
    prompt: 'a',
    max_tokens: 3,
  });
});

it.each([
  'stream=true',
  'stream=false',
  'resume=x',
  'n=1',
  'logprobs=1',
  'n_probs=1',
  'suggestions=2',
  'append=x',
])('says that %s is for a POST', (query) => {
  expect(() => parse(`prompt=a&${query}`)).toThrow(/^[a-z]+: wanted in the body of a POST/);
  expect(parse('prompt=a')).toEqual({ prompt: 'a' });
});

it.each([
  ['prompt=a&prompt=b', 'prompt: wanted once'],
  ['prompt=a&seed=1&seed=1', 'seed: wanted once'],
  ['prompt=a&max_tokens=0x10', 'max_tokens: '],
  ['prompt=a&max_tokens=1e999', 'max_tokens: '],
  ['prompt=a&top_p=Infinity', 'top_p: '],
  ['prompt=a&stop=', 'stop.0: '],
])('refuses %s', (query, message) => {
  expect(() => parse(query)).toThrow(message);
});

it.each(['caf%E9', '%', '%zz', 'a%C3', '%ED%A0%80', '%FF'])(
  'refuses %s, which is no UTF-8, and names the field',
  (text) => {
    expect(() => refuseOtherEncodings(`?max_tokens=3&prompt=${text}`)).toThrow('prompt: wanted UTF-8');
    expect(() => refuseOtherEncodings(`?${text}=1`)).toThrow('query: wanted UTF-8');
  },
);

it('takes any UTF-8, a plus, an equals sign and an empty query', () => {
  for (const search of ['', '?', '?prompt=', '?prompt=caf%C3%A9+%F0%9F%91%8B', '?prompt=a=b&&x', '?prompt']) {
    expect(() => refuseOtherEncodings(search)).not.toThrow();
  }
});

it('of any query reads a request, or says what is wrong with it', () => {
  const name = fc.constantFrom(...Object.keys(CompletionRequestSchema.shape), 'inputs', 'x');
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('true', '0.5', '1e3', ''));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (pairs) => {
      try {
        expect(CompletionRequestSchema.safeParse(parse(`${new URLSearchParams(pairs)}`)).success).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(statusOf(error as AppError)).toBe(400);
      }
    }),
  );
});
