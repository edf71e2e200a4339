/** `vocabulary`: the model that a request is answered by, with the names and terms that it sends. */
import { Terms } from '../cache-model/terms.ts';
import { isRemembering, withTerms } from '../cache-model/with-terms.ts';
import type { CompletionRequest } from '../contract/completion.ts';
import type { StepModel } from '../contract/step-model.ts';
import { knownSigns } from '../text/as-read.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { invalid } from './invalid.ts';

/** As it stands in a text that the model reads. */
const knownTerm = (term: string): string => knownSigns(term).replace(/\s+/g, ' ').trim();

/** The model itself where there is no vocabulary. Throws `invalid_value` for a model that cannot follow a term. */
export function withVocabulary(
  { model, tokenizer }: { model: StepModel; tokenizer: Tokenizer },
  { vocabulary }: CompletionRequest,
): StepModel {
  if (!vocabulary?.length) return model;
  if (!isRemembering(model)) throw invalid('vocabulary', 'cannot go with a model of so many pieces');
  return withTerms(model, new Terms(vocabulary.map(knownTerm), tokenizer));
}
