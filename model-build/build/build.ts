/** The whole chain for one recipe: text, tokens, training, export, proof, figures, card. What is up to date is left alone. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeBackground } from '../../src/cache-model/background.ts';
import { MOST_PIECES } from '../../src/cache-model/history.ts';
import { withCache } from '../../src/cache-model/with-cache.ts';
import {
  type Alias,
  AliasSchema,
  type CacheModel,
  type Calibration,
  ManifestSchema,
} from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { loadTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';
import { modelFiles } from '../artefact/manifest.ts';
import { cardSamples } from '../artefact/samples.ts';
import { writeModel } from '../artefact/write-model.ts';
import { CARETS, calibrate, casesOf } from '../calibrate/calibration.ts';
import { CACHE_WINDOW, learnCache } from '../calibrate/learn-cache.ts';
import { readStretches } from '../calibrate/stretches.ts';
import { findCorpus, isFile } from '../corpus/corpora.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import { countTokens } from '../corpus/token-counts.ts';
import { type Scoring, score } from '../evaluate/likelihood/score.ts';
import { floatTwin } from '../onnx/float-twin.ts';
import { stepGraph } from '../onnx/step-graph.ts';
import { caretShortage, heldOut, heldOutName, proofText } from '../prove/held-out.ts';
import { agreement, FLOAT_STEPS, INT8_TOLERANCE, proveAgreement, proveFloat } from '../prove/parity.ts';
import { quantize } from '../quantize/quantize.ts';
import { quantizationReport } from '../quantize/report.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import { type Recipe, recipeHash } from '../recipe/recipe.ts';
import { writeReport } from '../report/report.ts';
import { openOrt } from '../runtimes/ort.ts';
import { provingRuntime, RUNTIMES, type RuntimeName } from '../runtimes/runtimes.ts';
import { modelsFolder, runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';
import { runTraining } from '../train/run.ts';
import { readRunFile } from '../train/run-file.ts';

const THREADS = 2;
/** The runtime that the Worker chooses for our models: its figures are the published ones. */
const SERVED: RuntimeName = 'kernels';

export type Say = (line: string) => void;

/**
 * Builds `models/<name>/<version>/` and points the alias at it; `backend` trains in place of the recipe's.
 * Resolves with the directory.
 */
export async function build(recipe: Recipe, say: Say, backend?: BackendName): Promise<string> {
  const dir = join(modelsFolder(), recipe.name, recipe.version);
  const hash = recipeHash(recipe);
  if (await isBuilt(dir, hash)) {
    say(`${recipe.name} ${recipe.version} is up to date`);
    return dir;
  }
  const runDir = join(runsFolder(), `${recipe.name}-${recipe.version}`);
  const { tokenizerJson, file, text, validation } = await prepare(recipe, join(runsFolder(), 'cache'), say);
  const names = recipe.data.map(({ corpus }) => corpus);
  const held = await heldOut(names, 'test', tokenizerJson);
  const proofTokens = proofText(held[0].documents);
  const calibrating = await calibratingCorpora(recipe, say);
  const run = await runTraining({ dir: runDir, recipe, backend, tokenizerJson, text, validation });
  const { trainer, spec } = run;
  say(`report: ${await writeReport(runDir)}`);

  say('exporting');
  const weights = await trainer.weights();
  const quantized = quantize(spec, weights);
  const onnx = stepGraph(spec, quantized);
  const twin = floatTwin(spec, weights);
  await writeFile(join(runDir, 'model.fp32.onnx'), twin);
  const quantization = quantizationReport(weights, quantized);
  await writeFile(join(runDir, 'quantization.json'), `${JSON.stringify(quantization, null, 1)}\n`);

  const apart = await proveFloat(
    await openOrt(twin),
    (tokens) => trainer.logits(tokens),
    proofTokens.slice(0, FLOAT_STEPS),
  );
  say(
    `float32 export: every logit within ${apart.toExponential(1)} of the trained network over ${FLOAT_STEPS} steps`,
  );
  const model = await RUNTIMES[provingRuntime(spec)](onnx);
  const agreed = await agreement(model, openReference(onnx), [proofTokens]);
  proveAgreement(agreed, INT8_TOLERANCE);
  say(`int8 export: ${(100 * agreed.top1).toFixed(1)} % the same first choice as the reference`);

  const network = await RUNTIMES[SERVED](onnx);
  const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
  const background = () => encodeBackground(countTokens(text.tokens, tokenizer.size), tokenizer.startToken);
  const cache = await cacheOf(calibrating, network, tokenizerJson, background, say);
  const served = cache ? withCache(network, cache) : network;
  const quality = {
    split: heldOutName(recipe),
    runtime: network.runtime,
    fp32: {},
    int8: {},
    cached: {},
  } as {
    split: string;
    runtime: string;
    fp32: Record<string, number>;
    int8: Record<string, number>;
    cached: Record<string, number>;
  };
  for (const { corpus, documents } of held) {
    const figure = async (part: Pick<Scoring, 'onnx' | 'runtime' | 'cache'>) =>
      (await score({ ...part, documents, threads: THREADS })).bitsPerByte;
    quality.fp32[corpus] = await figure({ onnx: twin, runtime: 'ort' });
    quality.int8[corpus] = await figure({ onnx, runtime: SERVED });
    if (cache) quality.cached[corpus] = await figure({ onnx, runtime: SERVED, cache });
    const shown = [quality.fp32, quality.int8, quality.cached].map((figures) => figures[corpus]?.toFixed(4));
    say(
      `${corpus}: ${shown[0]} bits per byte, int8 ${shown[1]}${cache ? `, with the cache ${shown[2]}` : ''}`,
    );
  }

  const calibration = await calibrationOf(calibrating, served, tokenizer, say);
  const files = modelFiles({
    name: recipe.name,
    version: recipe.version,
    description: recipe.description,
    generation: recipe.generation,
    cache,
    calibration,
    recipe: { name: recipe.name, sha256: hash },
    training: {
      tokens: run.steps * recipe.training.batch * recipe.training.window,
      steps: run.steps,
      backend: run.backend,
      ...(recipe.earlierTokens && { earlierTokens: recipe.earlierTokens }),
    },
    data: recipe.data.map(({ corpus, licence, origin }) => {
      const [source] = file.sources[corpus];
      return { name: corpus, licence, origin, ...source };
    }),
    quality: { ...quality, cached: cache && quality.cached },
    spec,
    onnx,
    tokenizer: {
      kind: recipe.tokenizer.kind,
      startToken: tokenizer.startToken,
      file: tokenizerJson as object,
    },
    quantization,
    record: { seconds: run.seconds, ...(await readRunFile(runDir)).environment },
    samples: await cardSamples(served, tokenizer, recipe.prompts, recipe.seed),
  });
  trainer.dispose();
  model.dispose();
  served.dispose();
  await writeModel(dir, files);
  await pointAlias(recipe);
  say(
    `wrote ${recipe.name} ${recipe.version}: ${(onnx.length / 1e6).toFixed(2)} MB, trained for ${Math.round(run.seconds / 60)} min`,
  );
  return dir;
}

/** Corpora that suggestions are calibrated by: those with a `valid` split, which a file has not. None when that is too little text. */
async function calibratingCorpora(recipe: Recipe, say: Say): Promise<string[]> {
  const corpora = recipe.data.map(({ corpus }) => corpus).filter((corpus) => !isFile(corpus));
  if (corpora.length === 0) return [];
  const texts = await Promise.all(corpora.map((corpus) => readStretches(findCorpus(corpus, 'valid'))));
  const shortage = caretShortage(texts.flat(), CARETS);
  if (shortage) say(`suggestions will not be calibrated: ${shortage}`);
  return shortage ? [] : corpora;
}

/** What the last tokens of a text tell of the next; undefined without corpora to learn it from. */
async function cacheOf(
  corpora: readonly string[],
  network: StepModel,
  tokenizerJson: unknown,
  background: () => string,
  say: Say,
): Promise<CacheModel | undefined> {
  if (corpora.length === 0) return undefined;
  if (network.vocabulary > MOST_PIECES) {
    say(`no cache: it holds at most ${MOST_PIECES} pieces, the tokenizer has ${network.vocabulary}`);
    return undefined;
  }
  const held = await heldOut(corpora, 'valid', tokenizerJson);
  say(`learning how far to trust the last ${CACHE_WINDOW} tokens`);
  return learnCache(
    network,
    held.flatMap(({ documents }) => documents),
    corpora,
    background(),
  );
}

/** What suggestions are worth; undefined without corpora to learn it from. */
async function calibrationOf(
  corpora: readonly string[],
  model: StepModel,
  tokenizer: Tokenizer,
  say: Say,
): Promise<Calibration | undefined> {
  if (corpora.length === 0) return undefined;
  say(`calibrating suggestions at ${CARETS} carets`);
  return calibrate(await casesOf({ model, tokenizer, corpora, split: 'valid', carets: CARETS }), corpora);
}

async function isBuilt(dir: string, hash: string): Promise<boolean> {
  const path = join(dir, 'manifest.json');
  if (!existsSync(path)) return false;
  const manifest = ManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  if (manifest.recipe.sha256 === hash) return true;
  throw new Error(`${dir} was built from another recipe: versions are immutable, give the recipe a new one`);
}

/** The new version becomes current, the one before it previous. */
async function pointAlias({ name, version }: Recipe): Promise<void> {
  const path = join(modelsFolder(), name, 'alias.json');
  const before = existsSync(path) ? AliasSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : null;
  if (before?.current === version) return;
  const alias: Alias = { current: version, previous: before?.current ?? null };
  await writeFile(`${path}.tmp`, `${JSON.stringify(alias)}\n`);
  await rename(`${path}.tmp`, path);
}
