/** One thread of `servedCounts`: types a document. */
import { loadTokenizer } from '../../../src/text/load-tokenizer.ts';
import type { SampleDocument } from '../../calibrate/sample.ts';
import { REMEMBERED_RUNS } from '../../corpus/encode.ts';
import { openServed, servingOf } from '../../runtimes/runtimes.ts';
import { serveTasks } from '../../threads.ts';
import type { Served } from './search.ts';
import { countServed, type ServedStart } from './served.ts';

await serveTasks(
  async ({ runtime, onnx, tokenizerJson, manifest }: ServedStart): Promise<Served> => ({
    model: await openServed(runtime, onnx, servingOf(manifest)),
    tokenizer: loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS }),
    generation: manifest.generation!,
    calibration: manifest.calibration,
  }),
  (served, document: SampleDocument, onProgress) => countServed(served, document, () => onProgress(1)),
);
