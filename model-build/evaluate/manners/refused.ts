/** What manners would refuse of text that people wrote: each token of a document is judged after those before it. */
import { LISTED } from '../../../src/manners/listed.ts';
import { Manners } from '../../../src/manners/manners.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { wordsOf } from '../../calibrate/words.ts';

/** Over the documents of a corpus. */
export interface Refused {
  words: number;
  tokens: number;
  /** The refused tokens, each with the text before it, for eyes to judge. */
  places: string[];
  /** Of this process, whoever else has the cores. */
  cpuMicroseconds: number;
}

const SHOWN = 40;

export function refusedIn(texts: Iterable<string>, tokenizer: Tokenizer): Refused {
  const refused: Refused = { words: 0, tokens: 0, places: [], cpuMicroseconds: 0 };
  for (const text of texts) {
    const tokens = tokenizer.encode(text);
    const manners = new Manners(LISTED, new Uint8Array(0));
    refused.words += wordsOf(text).length;
    refused.tokens += tokens.length;
    const places: number[] = [];
    const started = process.cpuUsage();
    for (const [i, token] of tokens.entries()) {
      const bytes = tokenizer.bytesOf(token);
      if (manners.refuses(bytes)) places.push(i);
      manners.push(bytes);
    }
    refused.cpuMicroseconds += process.cpuUsage(started).user;
    for (const i of places) refused.places.push(tokenizer.decode(tokens.slice(0, i + 1)).slice(-SHOWN));
  }
  return refused;
}
