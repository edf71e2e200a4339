/** Thirty contractions, each left at its apostrophe: is the rest the first suggestion, whichever apostrophe it is? */
import { caretPlaces } from '../../calibrate/carets.ts';
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
  const right = async (apostrophe: string): Promise<number> => {
    const texts = CONTRACTIONS.map(([before]) => `${before}${apostrophe}`);
    const documents = texts.map((text) => ({ text, length: text.length }));
    const carets = texts.map((text, document) => ({ document, at: text.length }));
    const search = servedSearch(served);
    let count = 0;
    for await (const place of caretPlaces(served, documents, carets, unlimited())) {
      const [first] = await search(place);
      if (first?.text === CONTRACTIONS[place.document][1]) count++;
    }
    return count;
  };
  return { asked: CONTRACTIONS.length, straight: await right("'"), curly: await right('\u2019') };
}
