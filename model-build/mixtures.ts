/** Mixtures of corpora that several recipes share. */
import type { RecipeInput } from './recipe.ts';

const wikipedia = { licence: 'CC BY-SA 3.0', origin: 'English Wikipedia, 2015 dump, prose paragraphs' };
const changelog = { licence: 'CC BY-SA 4.0', origin: 'The Changelog podcast transcripts' };
const digital = { licence: 'public domain', origin: 'digital.gov' };
const dialogue = { licence: 'CC BY-SA 4.0', origin: 'Schema-Guided Dialogue' };
const eltec = { licence: 'public domain', origin: 'ELTeC-eng, novels of 1840-1920' };

/** General English. Held-out wiki and talk are what is judged; the small corpora would otherwise be read several times over. */
export const ENGLISH = [
  { corpus: 'wiki', share: 0.48, ...wikipedia },
  { corpus: 'talk', share: 0.29, ...changelog },
  { corpus: 'novels', share: 0.1, ...eltec },
  { corpus: 'government', share: 0.07, ...digital },
  { corpus: 'service', share: 0.06, ...dialogue },
] satisfies RecipeInput['data'];

/** The same for a model that goes on from one trained on ENGLISH: of the small corpora it needs only not to forget them. */
export const ENGLISH_CONTINUED = [
  { corpus: 'wiki', share: 0.55, ...wikipedia },
  { corpus: 'talk', share: 0.31, ...changelog },
  { corpus: 'novels', share: 0.08, ...eltec },
  { corpus: 'government', share: 0.03, ...digital },
  { corpus: 'service', share: 0.03, ...dialogue },
] satisfies RecipeInput['data'];
