/** Mixtures of corpora that several recipes share. */
import type { RecipeInput } from '../../recipe/recipe.ts';

const ORIGINS = {
  wiki: { licence: 'CC BY-SA 3.0', origin: 'English Wikipedia, 2015 dump, prose paragraphs' },
  talk: { licence: 'CC BY-SA 4.0', origin: 'The Changelog podcast transcripts' },
  novels: { licence: 'public domain', origin: 'ELTeC-eng, novels of 1840-1920' },
  government: { licence: 'public domain', origin: 'digital.gov' },
  service: { licence: 'CC BY-SA 4.0', origin: 'Schema-Guided Dialogue' },
};
type Corpus = keyof typeof ORIGINS;

const mixture = (shares: Record<Corpus, number>): RecipeInput['data'] =>
  Object.entries(shares).map(([corpus, share]) => ({ corpus, share, ...ORIGINS[corpus as Corpus] }));

/** General English. Held-out wiki and talk are what is judged; the small corpora would otherwise be read several times over. */
export const ENGLISH = mixture({ wiki: 0.48, talk: 0.29, novels: 0.1, government: 0.07, service: 0.06 });

/**
 * The same for a model that goes on from one trained on ENGLISH. More of talk, which it can learn more of; of the small
 * corpora it needs only not to forget them.
 */
export const ENGLISH_SPOKEN = mixture({
  wiki: 0.46,
  talk: 0.44,
  novels: 0.04,
  government: 0.03,
  service: 0.03,
});
