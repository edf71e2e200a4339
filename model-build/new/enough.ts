/** Whether a text is long enough for all that a build does with it: found out before hours go into training. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CARETS } from '../calibrate/calibration.ts';
import { readStretches } from '../calibrate/stretches.ts';
import { CorpusError } from '../corpus/errors.ts';
import { readValidation } from '../corpus/token-file.ts';
import { caretShortage, proofText } from '../prove/held-out.ts';
import { FLOAT_STEPS } from '../prove/parity.ts';
import { LONGEST_PIECE_BYTES, trainTokenizer } from '../tokenizer/train.ts';
import { SAMPLE_BYTES, SEED } from './size.ts';
import { SPLITS, type SplitBytes } from './split.ts';

/** Held-out text of so many bytes is enough whatever the tokenizer makes of it. */
const ENOUGH_BYTES = FLOAT_STEPS * LONGEST_PIECE_BYTES;
/** What most languages need, for advice. */
const ADVISED = '20 kB';

/**
 * Tries the tokenizer and the proof on the divided text `<name>.<split>.txt` of a folder. Resolves with what is not as it
 * should be but can be lived with, a line each. Throws a CorpusError for too little text, and removes the divided text.
 */
export async function checkEnough(
  name: string,
  folder: string,
  bytes: SplitBytes,
  vocabulary: number,
): Promise<string[]> {
  const path = (split: string) => join(folder, `${name}.${split}.txt`);
  try {
    if (bytes.test < ENOUGH_BYTES) {
      const corpora = [{ name, files: [path('train')], share: 1 }];
      const tokenizerJson = await trainTokenizer({
        corpora,
        vocabulary,
        sampleBytes: SAMPLE_BYTES,
        seed: SEED,
      });
      proofText(await readValidation({ tokenizerJson, files: [path('test')] }));
    }
  } catch (cause) {
    for (const split of SPLITS) await rm(path(split), { force: true });
    throw new CorpusError(
      `the text is too short for a model, ${bytes.train + bytes.valid + bytes.test} bytes: ` +
        `${cause instanceof Error ? cause.message : cause}. About ${ADVISED} are enough for most`,
      { cause },
    );
  }
  const shortage = caretShortage(await readStretches(path('valid')), CARETS);
  return shortage ? [`confidences of suggestions will not be calibrated: ${shortage}`] : [];
}
