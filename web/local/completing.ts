/** Completions, apart: who types wants suggestions, and most pages never ask for anything else. */
export { frames, wholeAnswer } from '../../src/routes/answer.ts';
export { planCompletion } from '../../src/routes/plan-completion.ts';
