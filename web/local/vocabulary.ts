/** Names and terms that a request sends, apart: most requests send none. */
export { withVocabulary } from '../../src/routes/vocabulary.ts';
