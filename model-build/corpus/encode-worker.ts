/** One thread of `Encoders`. */
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { serveTasks } from '../threads.ts';
import { appendDocument, REMEMBERED_RUNS } from './encode.ts';
import type { EncodingResult, EncodingTask } from './encoders.ts';
import { TokenBuffer } from './token-buffer.ts';

await serveTasks(
  async (tokenizerJson: unknown) => loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS }),
  async (tokenizer: Tokenizer, { text, ends }: EncodingTask): Promise<EncodingResult> => {
    const tokens = new TokenBuffer(1 + (text.length >> 1));
    const [tokenEnds, bytes] = [new Float64Array(ends.length), new Float64Array(ends.length)];
    let from = 0;
    ends.forEach((to, i) => {
      bytes[i] = appendDocument(Buffer.from(text.buffer, from, to - from), tokenizer, tokens);
      tokenEnds[i] = tokens.length;
      from = to;
    });
    return { tokens: tokens.view().slice(), ends: tokenEnds, bytes };
  },
);
