/** The whole chain for one recipe, stage by stage: text, weights, export and proof, calibration, figures, the version. */

import { modelFiles } from '../artefact/manifest.ts';
import { cardSamples } from '../artefact/samples.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import { type Recipe, recipeHash } from '../recipe/recipe.ts';
import { RUNTIMES, type RuntimeName } from '../runtimes/runtimes.ts';
import { runFolderOf } from '../settings.ts';
import { alone } from '../train/run-lock.ts';
import { type Arrival, arrivedStage } from './arrived.ts';
import { calibrateStage } from './calibrate.ts';
import { exportStage } from './export.ts';
import { measureStage } from './measure.ts';
import { prepareStage } from './prepare.ts';
import type { Say } from './say.ts';
import { trainStage } from './train.ts';
import { isWritten, mendAlias, versionDir, writeStage } from './write.ts';

/** The runtime that the Worker chooses for our models: its figures are the published ones. */
const SERVED: RuntimeName = 'kernels';

/** What may be said of a build beside its recipe. */
export interface BuildOptions {
  /** Trains in place of the recipe's. */
  backend?: BackendName;
  /** What another machine has trained: nothing is trained here. */
  arrival?: Arrival;
}

/**
 * Builds `models/<name>/<version>/` and points the alias at it. A build that was cut off goes on with the first stage that
 * is not done. Resolves with the directory. Throws while another process builds the version.
 */
export function build(recipe: Recipe, say: Say, options: BuildOptions = {}): Promise<string> {
  return alone(runFolderOf(recipe), () => buildAlone(recipe, say, options));
}

async function buildAlone(recipe: Recipe, say: Say, { backend, arrival }: BuildOptions): Promise<string> {
  const { name, version, description, generation } = recipe;
  const dir = versionDir(recipe);
  if (await isWritten(recipe, recipeHash(recipe))) {
    await mendAlias(recipe);
    say(`${name} ${version} is up to date`);
    return dir;
  }
  const prepared = await prepareStage(recipe, say);
  const { tokenizer, tokenizerJson, file, held, proofTokens } = prepared;
  const trained = arrival
    ? await arrivedStage(recipe, prepared, arrival, say)
    : await trainStage(recipe, prepared, backend, say);
  const { trainer, spec, steps, seconds, environment } = trained;
  const exported = await exportStage(trained, proofTokens, say);
  trainer.dispose();

  const network = await RUNTIMES[SERVED](exported.onnx, recipe.activations);
  const { served, cache, calibration } = await calibrateStage(network, prepared, say);
  const runtime = { name: SERVED, version: network.runtime };
  const quality = await measureStage(recipe, held, exported, cache, runtime, say);
  const samples = await cardSamples(served, tokenizer, recipe.prompts, recipe.seed);
  served.dispose();

  const { batch, window } = recipe.training;
  const files = modelFiles({
    name,
    version,
    description,
    generation,
    cache,
    calibration,
    recipe: { name, sha256: recipeHash(recipe) },
    training: {
      tokens: steps * batch * window,
      steps,
      backend: trained.backend,
      ...(recipe.earlierTokens && { earlierTokens: recipe.earlierTokens }),
    },
    data: recipe.data.map(({ corpus, licence, origin }) => {
      const [source] = file.sources[corpus];
      return { name: corpus, licence, origin, ...source };
    }),
    quality,
    spec,
    onnx: exported.onnx,
    activations: recipe.activations,
    tokenizer: {
      kind: recipe.tokenizer.kind,
      startToken: tokenizer.startToken,
      file: tokenizerJson as object,
    },
    quantization: exported.quantization,
    record: { seconds, ...environment },
    shares: Object.fromEntries(recipe.data.map(({ corpus, share }) => [corpus, share])),
    ...recipe.card,
    samples,
  });
  await writeStage(recipe, files);
  const megabytes = (exported.onnx.length / 1e6).toFixed(2);
  say(`wrote ${name} ${version}: ${megabytes} MB, trained for ${Math.round(seconds / 60)} min`);
  return dir;
}
