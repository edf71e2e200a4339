/** The third stage: the trained network as int8 ONNX, proven against the network it came from. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReference } from '../../src/runtime/reference.ts';
import { floatTwin } from '../onnx/float-twin.ts';
import { stepGraph } from '../onnx/step-graph.ts';
import { agreement, FLOAT_STEPS, INT8_TOLERANCE, proveAgreement, proveFloat } from '../prove/parity.ts';
import { quantize } from '../quantize/quantize.ts';
import { quantizationReport, type TensorError } from '../quantize/report.ts';
import { openOrt } from '../runtimes/ort.ts';
import { provingRuntime, RUNTIMES } from '../runtimes/runtimes.ts';
import type { Say } from './say.ts';
import type { Trained } from './train.ts';

/** What the third stage makes. */
export interface Exported {
  /** The int8 step graph: what is served. */
  onnx: Uint8Array;
  /** The same network in float32, of ONNX's own operators. */
  twin: Uint8Array;
  /** Of each tensor, worst first. */
  quantization: TensorError[];
}

/** Leaves the twin and the quantization report in the run's folder. Throws a ParityError when a proof fails. */
export async function exportStage(trained: Trained, proofTokens: number[], say: Say): Promise<Exported> {
  say('exporting');
  const { trainer, spec, runDir } = trained;
  const weights = await trainer.weights();
  const quantized = quantize(spec, weights);
  const quantization = quantizationReport(weights, quantized);
  const exported = { onnx: stepGraph(spec, quantized), twin: floatTwin(spec, weights), quantization };
  await writeFile(join(runDir, 'model.fp32.onnx'), exported.twin);
  await writeFile(join(runDir, 'quantization.json'), `${JSON.stringify(quantization, null, 1)}\n`);
  await prove(trained, exported, proofTokens, say);
  return exported;
}

async function prove(
  { trainer, spec }: Trained,
  { onnx, twin }: Exported,
  tokens: number[],
  say: Say,
): Promise<void> {
  const float = await openOrt(twin);
  const apart = await proveFloat(float, (some) => trainer.logits(some), tokens.slice(0, FLOAT_STEPS));
  float.dispose();
  say(
    `float32 export: every logit within ${apart.toExponential(1)} of the trained network over ${FLOAT_STEPS} steps`,
  );
  const model = await RUNTIMES[provingRuntime(spec)](onnx);
  const agreed = await agreement(model, openReference(onnx), [tokens]);
  model.dispose();
  proveAgreement(agreed, INT8_TOLERANCE);
  say(`int8 export: ${(100 * agreed.top1).toFixed(1)} % the same first choice as the reference`);
}
