/** Bits per byte of one text as it is served; and of the network alone, int8 beside float32. */
import type { Manifest } from '../../../src/contract/manifest.ts';
import type { Text } from '../../corpus/texts.ts';
import type { EncodedDocument } from '../../corpus/token-source.ts';
import { type RuntimeName, servingOf } from '../../runtimes/runtimes.ts';
import type { Watch } from '../../watch.ts';
import type { BitsPerByte } from './bits-per-byte.ts';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { bitsParts } from './by-corpus.ts';
import { type Scoring, score } from './score.ts';

/** The network alone, float32 beside int8, in bits per byte. */
export interface Quantized {
  float32: number;
  int8: number;
  /** `twin`: both measured on this text now. `manifest`: what the manifest says, of the split that it names. */
  source: 'twin' | 'manifest';
}

export interface TextBits extends Omit<BitsPerByte, 'bitsPerByte'> {
  /** With its 95 % interval over documents. */
  bitsPerByte: Estimate;
  /** Per token: comparable between models of the same tokenizer only. */
  perplexity: number;
  quantized?: Quantized;
}

export interface ScoredText {
  manifest: Manifest;
  /** The int8 step graph. */
  onnx: Uint8Array;
  /** The float32 twin, to be measured on the same text; without it the manifest's figures stand for it. */
  twin?: Uint8Array;
  runtime: RuntimeName;
  threads: number;
}

/** Resolves with the bits of each document too. @throws what the runtime threw. */
export async function textBits(
  { manifest, onnx, twin, runtime, threads }: ScoredText,
  { name, part }: Text,
  documents: readonly EncodedDocument[],
  watch: Watch,
): Promise<{ bits: number[]; figures: TextBits }> {
  const total = documents.reduce((sum, document) => sum + document.tokens.length - 1, 0);
  const { cache, activations } = servingOf(manifest);
  const run = async (what: string, part: Omit<Scoring, 'documents' | 'threads'>) => {
    const stage = watch.begin(`${name}, ${what}`, total, 'tokens');
    const onTokens = (count: number) => stage.advance(count);
    return score({ ...part, documents, threads, onTokens }).finally(() => stage.end());
  };
  const served = await run('bits per byte', { onnx, cache, activations, runtime });
  const { bits, bytes, tokens } = served;
  let quantized = published(manifest, name, part);
  if (twin) {
    // The twin holds operators that only onnxruntime has.
    const float32 = await run('bits per byte of the float32 twin', { onnx: twin, runtime: 'ort' });
    const int8 = cache
      ? await run('bits per byte without the cache', { onnx, activations, runtime })
      : served;
    quantized = { float32: float32.bitsPerByte, int8: int8.bitsPerByte, source: 'twin' };
  }
  return {
    bits,
    figures: {
      documents: documents.length,
      bytes,
      tokens,
      bitsPerByte: bootstrap(bitsParts(documents, bits)),
      perplexity: 2 ** ((served.bitsPerByte * bytes) / tokens),
      ...(quantized && { quantized }),
    },
  };
}

/** What the manifest says of a corpus; it knows nothing of text of one's own. */
function published({ quality }: Manifest, name: string, part: string): Quantized | undefined {
  const float32 = quality.fp32[name];
  const int8 = quality.int8[name];
  if (part === 'own text' || float32 === undefined || int8 === undefined) return undefined;
  return { float32, int8, source: 'manifest' };
}
