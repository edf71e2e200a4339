/** Counts steps, for /health and for tests of what a request costs. */
import type { StepModel } from '../contract/step-model.ts';

/** Counts the steps of all models of an isolate. */
export interface Meter {
  /** Steps begun since the isolate started, by all models. */
  steps: number;
}

/** The same model, with every step counted. */
export function metered(model: StepModel, meter: Meter): StepModel {
  return {
    vocabulary: model.vocabulary,
    runtime: model.runtime,
    initialState: () => model.initialState(),
    step(token, state, byModel) {
      meter.steps++;
      return model.step(token, state, byModel);
    },
    rows: model.rows,
    read:
      model.read &&
      ((tokens, ...more) => {
        meter.steps += tokens.length;
        return model.read!(tokens, ...more);
      }),
    stepMany:
      model.stepMany &&
      ((tokens, ...more) => {
        meter.steps += tokens.length;
        return model.stepMany!(tokens, ...more);
      }),
    raise: model.raise?.bind(model),
    normalizer: model.normalizer?.bind(model),
    dispose: () => model.dispose(),
  };
}
