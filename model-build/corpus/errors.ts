/** What is wrong with a person's text: the message names the file, the place and what was wanted. */
export class CorpusError extends Error {
  override name = 'CorpusError';
}
