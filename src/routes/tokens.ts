/** `POST /tokenize` and `POST /detokenize`: a model's vocabulary, for those who count, cut or score text. */
import type { DetokenizeAnswer, TokenizeAnswer } from '../contract/token-answers.ts';
import { DetokenizeRequestSchema, TOKENIZE_ALIASES, TokenizeRequestSchema } from '../contract/tokens.ts';
import * as z from '../contract/zod.ts';
import { spell } from '../text/spell.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream } from '../text/utf8-stream.ts';
import { renameAliases } from './aliases.ts';
import { parseBody } from './body.ts';
import { checkTokens } from './check-tokens.ts';
import type { AppContext, Dependencies } from './context.ts';
import { leaseModel } from './lease.ts';
import { countCharacters } from './logprobs.ts';

const TokenizeBodySchema = z.pipe(z.transform(renameAliases(TOKENIZE_ALIASES)), TokenizeRequestSchema);

export function tokenize(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const { model, prompt } = await parseBody(c.req.raw, TokenizeBodySchema);
    return withTokenizer(c, dependencies, model, (tokenizer, name): TokenizeAnswer => {
      const tokens = tokenizer.encode(prompt);
      return {
        model: name,
        count: tokens.length,
        tokens,
        pieces: tokens.map((token) => spell(tokenizer, token)),
        ...offsetsOf(tokenizer, tokens),
      };
    });
  };
}

export function detokenize(dependencies: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const { model, tokens } = await parseBody(c.req.raw, DetokenizeRequestSchema);
    return withTokenizer(c, dependencies, model, (tokenizer, name): DetokenizeAnswer => {
      checkTokens('tokens', tokens, tokenizer.size);
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

function offsetsOf(
  tokenizer: Tokenizer,
  tokens: readonly number[],
): Pick<TokenizeAnswer, 'byte_offsets' | 'text_offset'> {
  const byteOffsets: [number, number][] = [];
  const textOffset: number[] = [];
  const characters = new Utf8Stream();
  let byte = 0;
  let character = 0;
  for (const token of tokens) {
    const bytes = tokenizer.bytesOf(token);
    byteOffsets.push([byte, byte + bytes.length]);
    textOffset.push(character);
    byte += bytes.length;
    character += countCharacters(characters.push(bytes));
  }
  return { byte_offsets: byteOffsets, text_offset: textOffset };
}
