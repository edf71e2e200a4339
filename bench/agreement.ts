/**
 * `node bench/agreement.ts MODEL-DIR TEXT [POSITIONS]`: how often each runtime finds the token likeliest that the
 * reference does, teacher-forced on held-out text, and how far the true token's log probability lies apart.
 */

import { readModel } from '../model-build/artefact/read-model.ts';
import { readValidation } from '../model-build/corpus/token-file.ts';
import { openKernels } from '../model-build/runtimes/kernels.ts';
import { logProbability } from '../model-build/runtimes/log-probability.ts';
import { openOrt } from '../model-build/runtimes/ort.ts';
import { likeliest } from '../src/generation/drawing/sampler.ts';
import { openReference } from '../src/runtime/reference.ts';

const POSITIONS = 10_000;

const [folder, text, most = POSITIONS] = process.argv.slice(2);
const { manifest, onnx, tokenizerJson } = await readModel(folder);
// Some six bytes of text a token are more than any tokenizer of ours needs.
const documents = await readValidation({ tokenizerJson, files: [text], limitBytes: Number(most) * 6 });
const reference = openReference(onnx);
const runtimes = [openKernels(onnx, manifest.quantization.activations), await openOrt(onnx)].map((model) => ({
  model,
  same: 0,
  apart: 0,
}));

let positions = 0;
for (const { tokens } of documents) {
  const wantedState = reference.initialState();
  const states = runtimes.map(({ model }) => model.initialState());
  for (let i = 1; i < tokens.length && positions < Number(most); i++, positions++) {
    const wanted = await reference.step(tokens[i - 1], wantedState);
    for (const [r, runtime] of runtimes.entries()) {
      const logits = await runtime.model.step(tokens[i - 1], states[r]);
      runtime.same += Number(likeliest(logits) === likeliest(wanted));
      runtime.apart += Math.abs(logProbability(logits, tokens[i]) - logProbability(wanted, tokens[i]));
    }
  }
}
for (const { model, same, apart } of runtimes) {
  const figures = { top1: same / positions, meanLogProbability: apart / positions };
  console.log(
    JSON.stringify({
      model: `${manifest.name}@${manifest.version}`,
      positions,
      runtime: model.runtime,
      ...figures,
    }),
  );
}
