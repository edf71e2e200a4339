/** `POST /tokenize` and `POST /detokenize`: a model's vocabulary, for those who count, cut or score text. */

import type { DetokenizeAnswer, TokenizeAnswer } from '../contract/token-answers.ts';
import { DetokenizeRequestSchema, TOKENIZE_ALIASES, TokenizeRequestSchema } from '../contract/tokens.ts';
import { spell } from '../text/spell.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { byteLength } from '../text/utf8.ts';
import { refuseLongText, refuseLongTokens } from './answer-size.ts';
import { checkFields, readObject } from './body.ts';
import { checkTokens } from './check-tokens.ts';
import type { AppContext, Dependencies } from './context.ts';
import { hear, namedAsSent } from './field-aliases.ts';
import { leaseModel } from './lease.ts';

/** `POST /tokenize`. */
export function tokenize(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const heard = hear(await readObject(c.req.raw, dependencies.settings.maxBodyBytes), TOKENIZE_ALIASES);
    return namedAsSent(heard, async () => {
      const { model, prompt } = checkFields(TokenizeRequestSchema, heard.fields);
      return withTokenizer(c, dependencies, model, (tokenizer, name): TokenizeAnswer => {
        const tokens = tokenizer.encode(prompt);
        refuseLongTokens(tokens.length, byteLength(prompt), tokenizer.size);
        return {
          model: name,
          count: tokens.length,
          tokens,
          pieces: tokens.map((token) => spell(tokenizer, token)),
          ...offsetsOf(tokenizer, tokens),
        };
      });
    });
  };
}

/** `POST /detokenize`. */
export function detokenize(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const body = await readObject(c.req.raw, dependencies.settings.maxBodyBytes);
    const { model, tokens } = checkFields(DetokenizeRequestSchema, body);
    return withTokenizer(c, dependencies, model, (tokenizer, name): DetokenizeAnswer => {
      checkTokens('tokens', tokens, tokenizer.size);
      refuseLongText(tokens.length, tokenizer);
      return { model: name, prompt: tokenizer.decode(tokens) };
    });
  };
}

async function withTokenizer(
  c: AppContext,
  dependencies: Dependencies,
  model: string | null | undefined,
  use: (tokenizer: Tokenizer, name: string) => TokenizeAnswer | DetokenizeAnswer,
): Promise<Response> {
  const lease = await leaseModel(c, dependencies, model);
  try {
    const { tokenizer, manifest } = lease.value;
    return c.json(use(tokenizer, manifest.name));
  } finally {
    lease.release();
  }
}

/** Of tokens that together spell well-formed UTF-8. */
function offsetsOf(
  tokenizer: Tokenizer,
  tokens: readonly number[],
): Pick<TokenizeAnswer, 'byte_offsets' | 'text_offset'> {
  const byteOffsets: [number, number][] = [];
  const textOffset: number[] = [];
  let byte = 0;
  let character = 0;
  /** Bytes that the last character still lacks. */
  let lacking = 0;
  for (const token of tokens) {
    const bytes = tokenizer.bytesOf(token);
    byteOffsets.push([byte, byte + bytes.length]);
    textOffset.push(character);
    byte += bytes.length;
    // A character counts once its last byte is there.
    for (const value of bytes) {
      lacking = value < 0x80 ? 0 : value < 0xc0 ? lacking - 1 : value < 0xe0 ? 1 : value < 0xf0 ? 2 : 3;
      if (lacking === 0) character++;
    }
  }
  return { byte_offsets: byteOffsets, text_offset: textOffset };
}
