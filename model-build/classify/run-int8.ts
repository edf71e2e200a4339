/** What an exported model says of texts, as the Worker would run it. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { likeliest } from '../../src/generation/drawing/sampler.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { ParityError } from '../prove/parity.ts';
import { openKernels } from '../runtimes/kernels.ts';
import { probabilities } from './calibrate.ts';
import type { Kind } from './losses.ts';

/** Logits after a text, a copy. */
export async function logitsOf(
  model: StepModel,
  startToken: number,
  text: Int32Array,
): Promise<Float32Array> {
  const state = model.initialState();
  const tokens = [startToken, ...text];
  const rows = model.read ? model.rows! : 1;
  for (let at = 0; ; at += rows) {
    const block = tokens.slice(at, at + rows);
    const isLast = at + rows >= tokens.length;
    if (!model.read) {
      const logits = await model.step(block[0], state);
      if (isLast) return logits.slice();
    } else {
      const [logits] = await model.read(block, state, isLast ? 'last' : 'none');
      if (isLast) return logits.slice();
    }
  }
}

/** Logits of each text on the kernels. */
export async function served(
  onnx: Uint8Array,
  startToken: number,
  texts: readonly Int32Array[],
): Promise<Float32Array[]> {
  const model = openKernels(onnx);
  const all: Float32Array[] = [];
  for (const text of texts) all.push(await logitsOf(model, startToken, text));
  model.dispose();
  return all;
}

/** Texts over which the kernels are held against the reference. */
const PROOF_TEXTS = 40;
/** Tokens of them that the reference, which is slow, is asked to read. */
const PROOF_TOKENS = 200;
/** Largest difference of one probability between the served model and the trained network. */
const TOLERANCE = 0.05;
/** Share of texts of which both say the same. */
const AGREEMENT = 0.97;

/**
 * Proves the int8 graph twice: the kernels against the reference, which shares no code with them, to a hundredth of a
 * logit's spread; and what is served against the trained network in float32. Returns the share of texts where both say the
 * same. @throws ParityError.
 */
export async function proveInt8(
  kind: Kind,
  onnx: Uint8Array,
  startToken: number,
  texts: readonly Int32Array[],
  { int8, float }: { int8: readonly Float32Array[]; float: readonly Float32Array[] },
): Promise<number> {
  const [kernels, reference] = [openKernels(onnx), openReference(onnx)];
  for (const text of texts.slice(0, PROOF_TEXTS)) {
    const some = text.subarray(0, PROOF_TOKENS);
    const [got, wanted] = [
      await logitsOf(kernels, startToken, some),
      await logitsOf(reference, startToken, some),
    ];
    const spread = Math.max(1, ...wanted.map(Math.abs));
    for (const [i, logit] of wanted.entries())
      if (!(Math.abs(got[i] - logit) <= 0.01 * spread))
        throw new ParityError(`logit ${i}: the kernels say ${got[i]}, the reference ${logit}`);
  }
  kernels.dispose();
  if (kind === 'targets') return 1;
  let same = 0;
  let apart = 0;
  for (const [i, logits] of int8.entries()) {
    const [a, b] = [probabilities(kind, logits), probabilities(kind, float[i])];
    if (likeliest(logits) === likeliest(float[i])) same++;
    apart += Math.max(...a.map((p, name) => Math.abs(p - b[name])));
  }
  const [share, mean] = [same / int8.length, apart / int8.length];
  if (!(share >= AGREEMENT && mean <= TOLERANCE))
    throw new ParityError(
      `int8 says the same as float32 of ${(100 * share).toFixed(1)} % of texts, probabilities ${mean.toFixed(3)} apart; wanted ${100 * AGREEMENT} % and ${TOLERANCE}`,
    );
  return share;
}
