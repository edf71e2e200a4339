/** Everything that is measured of one model, by text. `report/evaluation-table.ts` shows it to people. */
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { showReference } from '../artefact/reference.ts';
import { readSample } from '../calibrate/sample.ts';
import { beginning } from '../corpus/beginning.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import type { HeldOut } from '../corpus/held-out.ts';
import type { Text } from '../corpus/texts.ts';
import { readValidation } from '../corpus/token-file.ts';
import { openServed, servingOf } from '../runtimes/runtimes.ts';
import type { Watch } from '../watch.ts';
import { type Baseline, bestNgrams } from './baseline/best-ngrams.ts';
import { type BitsPerByte, bitsPerByte } from './likelihood/bits-per-byte.ts';
import { type ScoredText, type TextBits, textBits } from './likelihood/text-bits.ts';
import { type SampleFigures, sampleFigures, wordsIn } from './sample-figures.ts';
import { type ContractionCounts, countContractions } from './served/contractions.ts';
import { millisecondsPerToken } from './speed.ts';
import { pieceKinds } from './typing/piece-kinds.ts';
import type { TrainingTokens } from './writing/training-text.ts';

/** Figures of one text. */
export interface TextFigures extends TextBits {
  name: string;
  /** As in `Text`. */
  part: string;
  sample?: SampleFigures;
}

/** The counts and bits per byte at its top are those of all texts together. */
export interface Evaluation extends BitsPerByte {
  /** name@version */
  model: string;
  network: string;
  parameters: number;
  runtime: string;
  /** Bytes of the int8 step graph. */
  modelBytes: number;
  /** Processor time of a token here, one thread. */
  millisecondsPerToken: number;
  /** The part of a corpus that the manifest's figures are of. */
  publishedSplit: string;
  limitBytes?: number;
  texts: TextFigures[];
  /** Absent where nothing was typed. */
  contractions?: ContractionCounts;
  /** What copies are looked for in and n-grams are counted in. */
  trainingText?: string;
  baselines: Baseline[];
}

export interface Request extends ScoredText {
  tokenizerJson: unknown;
  texts: readonly Text[];
  /** Of each text, for bits per byte alone. */
  limitBytes?: number;
  /** Whether to type and to write: recall, savings, exact match, repetition, copies. */
  typing: boolean;
  /** Whether to type with the evaluation's own word search beside the product's. */
  wordSearch: boolean;
  training?: TrainingTokens;
  /** Whether to count n-grams over `training`. */
  baselines: boolean;
}

/** Of a model that completes text. @throws CorpusError for text that cannot be read; what a runtime throws. */
export async function evaluate(request: Request, watch: Watch): Promise<Evaluation> {
  const { manifest, onnx, tokenizerJson, texts, training, limitBytes, runtime, threads, wordSearch } =
    request;
  const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
  const held: HeldOut[] = [];
  for (const { name, path } of texts) {
    const documents = await readValidation({
      tokenizerJson: request.tokenizerJson,
      files: [path],
      limitBytes,
    });
    held.push({
      corpus: name,
      documents: limitBytes === undefined ? documents : beginning(documents, tokenizer, limitBytes),
    });
  }
  const model = await openServed(runtime, onnx, servingOf(manifest));
  const speed = await millisecondsPerToken(model, held[0].documents[0].tokens);
  const setting = {
    start: { runtime, onnx, tokenizerJson, manifest },
    threads,
    wordSearch,
    model,
    tokenizer,
    kinds: pieceKinds(tokenizer),
    generation: manifest.generation!,
    training: training?.tokens,
  };
  const sampleOf = async ({ name, path }: Text): Promise<SampleFigures> => {
    const sample = await readSample(path);
    const stage = watch.begin(`${name}, typing`, wordsIn(sample, setting), 'words');
    return sampleFigures(setting, sample, stage).finally(() => stage.end());
  };

  const figures: TextFigures[] = [];
  const allBits: number[] = [];
  for (const [i, text] of texts.entries()) {
    const { bits, figures: counted } = await textBits(request, text, held[i].documents, watch);
    allBits.push(...bits);
    const sample = request.typing && { sample: await sampleOf(text) };
    figures.push({ name: text.name, part: text.part, ...counted, ...sample });
  }
  const { generation, calibration } = manifest;
  const contractions =
    request.typing && (await countContractions({ model, tokenizer, generation: generation!, calibration }));
  model.dispose();

  let baselines: Baseline[] = [];
  if (request.baselines && training) {
    watch.say(`counting n-grams of ${training.tokens.length} tokens`);
    const { size: vocabulary, startToken } = tokenizer;
    baselines = await bestNgrams({ ...training, vocabulary, startToken, bytes: onnx.length }, held);
  }
  const documents = held.flatMap((text) => text.documents);
  return {
    model: showReference(manifest),
    network: manifest.architecture.summary,
    parameters: manifest.architecture.parameters,
    runtime: model.runtime,
    modelBytes: onnx.length,
    millisecondsPerToken: speed,
    publishedSplit: manifest.quality.split,
    ...(limitBytes !== undefined && { limitBytes }),
    ...bitsPerByte(documents, allBits),
    texts: figures,
    ...(contractions && { contractions }),
    ...(training && { trainingText: training.origin }),
    baselines,
  };
}
