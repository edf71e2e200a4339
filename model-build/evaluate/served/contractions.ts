/** Thirty contractions, each left at its apostrophe: is the rest the first suggestion, whichever apostrophe it is? */
import { readPrompt } from '../../../src/generation/reading/read-prompt.ts';
import { readText } from '../../../src/generation/reading/read-text.ts';
import { type Served, servedSearch, unlimited } from './search.ts';

/** Text up to the apostrophe, and the rest of the word. */
const CONTRACTIONS: readonly [before: string, rest: string][] = [
  ['I was there on Monday, but I don', 't'],
  ['She asked him twice and he still doesn', 't'],
  ['We waited for an hour and they didn', 't'],
  ['The door is locked and I can', 't'],
  ['Thanks for the offer, but I won', 't'],
  ['The new printer is here, but it isn', 't'],
  ['Some of the files are missing and the links aren', 't'],
  ['I looked for the letter, but it wasn', 't'],
  ['We called the office, but they weren', 't'],
  ['I wanted to write sooner, but I haven', 't'],
  ['He promised an answer, but he hasn', 't'],
  ['By the time we arrived they hadn', 't'],
  ['I tried to open the page, but I couldn', 't'],
  ['I asked for a refund, but they wouldn', 't'],
  ['This is the sort of thing that you shouldn', 't'],
  ['Thank you for your message. I', 'm'],
  ['Here is the report that I', 've'],
  ['If you send me the details, I', 'll'],
  ['If there is still time, I', 'd'],
  ['Please tell me if you', 're'],
  ['Thank you for everything that you', 've'],
  ['Open the settings and you', 'll'],
  ['It will be late tonight, so we', 're'],
  ['These are the changes that we', 've'],
  ['As soon as we hear from them, we', 'll'],
  ['I spoke to my parents and they', 're'],
  ['Do not worry about the cost, it', 's'],
  ['I can see why you said so, but that', 's'],
  ['Before you go, there', 's'],
  ['The meeting is over, so let', 's'],
];

export interface ContractionCounts {
  asked: number;
  straight: number;
  curly: number;
}

/** How many are right first, with each apostrophe. */
export async function countContractions(served: Served): Promise<ContractionCounts> {
  const { model, tokenizer } = served;
  const reader = { model, tokenizer, startToken: tokenizer.startToken, multiplyAccumulates: 1 };
  const search = servedSearch(served);
  const right = async (apostrophe: string): Promise<number> => {
    let count = 0;
    for (const [before, rest] of CONTRACTIONS) {
      const prompt = readText(`${before}${apostrophe}`, { tokenizer, heal: true });
      const { primed } = await readPrompt(reader, prompt, true, unlimited());
      const [first] = await search({ before: prompt.text, primed, unfinished: prompt.unfinished.bytes });
      if (first?.text === rest) count++;
    }
    return count;
  };
  return { asked: CONTRACTIONS.length, straight: await right("'"), curly: await right('\u2019') };
}
