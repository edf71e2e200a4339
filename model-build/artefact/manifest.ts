/** Assembles the files of a model version; the manifest names every other file with its sha256. No clocks: same parts, same bytes. */

import { type Manifest, ManifestSchema } from '../../src/contract/manifest.ts';
import { cellNames, multiplyAccumulates, parameterCount, summary } from '../network/size.ts';
import { allStates, type NetworkSpec, outputsOf } from '../network/spec.ts';
import type { TensorError } from '../quantize/report.ts';
import { sha256 } from '../sha256.ts';
import { type CardParts, modelCard } from './card.ts';

/** Everything a version is made of. */
export interface ModelParts
  extends Pick<
      Manifest,
      | 'name'
      | 'version'
      | 'description'
      | 'task'
      | 'generation'
      | 'cache'
      | 'calibration'
      | 'recipe'
      | 'training'
      | 'data'
      | 'quality'
    >,
    Pick<CardParts, 'samples' | 'record' | 'shares' | 'earlier' | 'weaknesses'> {
  /** Markdown of the card, in place of a language model's; and files that it shows, by name. */
  card?: (facts: ModelFacts) => string;
  figures?: ReadonlyMap<string, string>;
  spec: NetworkSpec;
  /** Bytes of the int8 step graph. */
  onnx: Uint8Array;
  tokenizer: { kind: Manifest['vocabulary']['tokenizer']; startToken: number; file: object };
  /** What the inputs of products are rounded to; 16 bits where it is absent. */
  activations?: Manifest['quantization']['activations'];
  /** The quantization report, worst tensor first. */
  quantization: TensorError[];
}

/** A completion on the card. */
export interface Sample {
  prompt: string;
  text: string;
  /** How it was drawn, for example `temperature 0`. */
  settings: string;
}

/** A version's manifest apart from its files: all that the card tells. */
export type ModelFacts = Omit<Manifest, 'files'>;

/**
 * Files of a version by name, the manifest last.
 * @throws ZodError when the parts do not make a valid manifest.
 */
export function modelFiles(parts: ModelParts): Map<string, Uint8Array> {
  const utf8 = new TextEncoder();
  const facts = modelFacts(parts);
  const files = new Map([
    ['model.onnx', parts.onnx],
    ['tokenizer.json', utf8.encode(`${JSON.stringify(parts.tokenizer.file)}\n`)],
    ['README.md', utf8.encode((parts.card ?? languageCard(parts))(facts))],
    ...[...(parts.figures ?? [])].map(([name, text]) => [name, utf8.encode(text)] as const),
  ]);
  const listed = [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]);
  const manifest = ManifestSchema.parse({ ...facts, files: Object.fromEntries(listed) });
  return files.set('manifest.json', manifestBytes(manifest));
}

const languageCard = (parts: ModelParts) => (facts: ModelFacts) =>
  modelCard(facts, { ...parts, tensors: parts.quantization });

/** A manifest as it is written. */
export function manifestBytes(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(ManifestSchema.parse(manifest), null, 2)}\n`);
}

function modelFacts(parts: ModelParts): ModelFacts {
  const { spec, tokenizer, quantization } = parts;
  const worst = quantization[0];
  return {
    formatVersion: 1,
    name: parts.name,
    version: parts.version,
    description: parts.description,
    graph: {
      token: { input: 'token', shape: [1] },
      logits: { output: 'logits', shape: [1, outputsOf(spec)] },
      states: allStates(spec).map((size, i) => ({
        input: `state_${i}`,
        output: `next_state_${i}`,
        shape: [1, size],
      })),
    },
    vocabulary: { size: spec.vocabulary, tokenizer: tokenizer.kind, startToken: tokenizer.startToken },
    architecture: {
      summary: summary(spec),
      cell: cellNames(spec),
      parameters: parameterCount(spec),
      multiplyAccumulates: multiplyAccumulates(spec),
    },
    quantization: {
      weights: 'int8, symmetric, one scale for every output channel',
      ...(parts.activations && { activations: parts.activations }),
      worstTensor: worst.name,
      worstRelativeError: round(worst.relative, 6),
    },
    ...(parts.task && { task: parts.task }),
    ...(parts.generation && { generation: parts.generation }),
    ...(parts.cache && { cache: parts.cache }),
    ...(parts.calibration && { calibration: parts.calibration }),
    recipe: parts.recipe,
    training: parts.training,
    data: parts.data,
    quality: {
      ...parts.quality,
      fp32: roundAll(parts.quality.fp32),
      int8: roundAll(parts.quality.int8),
      ...(parts.quality.cached && { cached: roundAll(parts.quality.cached) }),
    },
  };
}

function roundAll(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, round(figure, 4)]));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
