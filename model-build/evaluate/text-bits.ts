/** Bits per byte of one text, int8 as it is run here beside float32. */
import type { Manifest } from '../../src/contract/manifest.ts';
import type { EncodedDocument } from '../corpus/token-source.ts';
import type { BitsPerByte } from './bits-per-byte.ts';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { bitsParts } from './by-corpus.ts';
import type { RuntimeName } from './runtimes.ts';
import { score } from './score.ts';
import type { Text } from './texts.ts';
import type { Watch } from './watch.ts';

/** float32 beside int8, in bits per byte. */
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

export interface Scored {
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
  { manifest, onnx, twin, runtime, threads }: Scored,
  { name, part }: Text,
  documents: readonly EncodedDocument[],
  watch: Watch,
): Promise<{ bits: number[]; figures: TextBits }> {
  const total = documents.reduce((sum, document) => sum + document.tokens.length - 1, 0);
  const run = async (graph: Uint8Array, by: RuntimeName, what: string) => {
    const stage = watch.begin(`${name}, ${what}`, total, 'tokens');
    const onTokens = (count: number) => stage.advance(count);
    return score({ onnx: graph, documents, runtime: by, threads, onTokens }).finally(() => stage.end());
  };
  const { bits, bitsPerByte: int8, bytes, tokens } = await run(onnx, runtime, 'bits per byte');
  // The twin holds operators that only onnxruntime has.
  const float32 = twin && (await run(twin, 'ort', 'bits per byte of the float32 twin')).bitsPerByte;
  const quantized: Quantized | undefined =
    float32 === undefined ? published(manifest, name, part) : { float32, int8, source: 'twin' };
  return {
    bits,
    figures: {
      documents: documents.length,
      bytes,
      tokens,
      bitsPerByte: bootstrap(bitsParts(documents, bits)),
      perplexity: 2 ** ((int8 * bytes) / tokens),
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
