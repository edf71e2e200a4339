/** A memory of the steps of the searches before, apart: the first search of a page has none before it. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { StepMemory } from '../../src/generation/reading/step-memory.ts';

/** Some 25 steps, of one person who types. */
const STEP_BYTES = 1e6;

/** The same model, with a memory of its own. */
export const rememberSteps = (model: StepModel): StepModel => new StepMemory(STEP_BYTES).within('', model);
