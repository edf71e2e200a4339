/** The one place that chooses a runtime for a model. */
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Opening, type RunnableArtefact, type Runtime, UnsupportedGraph } from './runtime.ts';

/** `auto`: our kernels, and onnxruntime for a graph that they do not know. */
export type RuntimeChoice = 'auto' | 'kernels' | 'ort';

/** What a build of the Worker opens models with. */
export interface Runtimes {
  prepare(artefact: RunnableArtefact): Opening;
  /** Bytes that models may take together. */
  limitBytes(): number;
  memoryBytes(): number;
}

/** Of the 128 MB of an isolate; the rest is for the program and its requests. */
const MODEL_BYTES = 100e6;

/** `ort` is missing from a build that ships without onnxruntime. Throws `misconfigured` when the choice asks for it. */
export function createRuntimes(
  choice: RuntimeChoice,
  { kernels, ort }: { kernels: Runtime; ort?: Runtime },
  log: Log,
): Runtimes {
  if (choice === 'ort' && !ort)
    throw new AppError('misconfigured', 'RUNTIME is ort, which this build lacks.');
  /** onnxruntime's heap never shrinks: what it has once taken is lost to other models. */
  const limitBytes = () => MODEL_BYTES - (ort?.memoryBytes() ?? 0);
  return {
    prepare(artefact) {
      if (choice !== 'ort') {
        try {
          return kernels.prepare(artefact);
        } catch (cause) {
          const model = `${artefact.manifest.name}/${artefact.manifest.version}`;
          if (!(cause instanceof UnsupportedGraph)) {
            throw new AppError('model_corrupt', `${model}/model.onnx is no step graph.`, { cause });
          }
          if (choice === 'kernels' || !ort) {
            const message = `No runtime here runs ${model}: ${cause.message}.`;
            throw new AppError('model_incompatible', message, { cause });
          }
          log('runtime_fallback', { model, runtime: 'ort', reason: cause.message });
        }
      }
      return ort!.prepare(artefact);
    },
    limitBytes,
    memoryBytes: () => kernels.memoryBytes() + (ort?.memoryBytes() ?? 0),
  };
}
