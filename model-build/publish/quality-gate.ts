/** What a model must be worth before it may be published. */
import type { Manifest } from '../../src/contract/manifest.ts';

/** How much worse than float32 quantization may make a model, as a share of its bits per byte. */
export const LARGEST_INT8_LOSS = 0.005;

/** @throws Error that names the corpus when a figure is missing, or int8 is worse than the gate allows. */
export function proveQuality({
  name,
  version,
  quality,
}: Pick<Manifest, 'name' | 'version' | 'quality'>): void {
  const { fp32, int8 } = quality;
  const corpora = Object.keys({ ...fp32, ...int8 });
  const refuse = (reason: string): never => {
    throw new Error(`${name} ${version} does not pass the quality gate: ${reason}`);
  };
  if (corpora.length === 0) refuse('it was measured on nothing');
  for (const corpus of corpora) {
    if (fp32[corpus] === undefined || int8[corpus] === undefined)
      refuse(`${corpus} wants both figures, fp32 and int8`);
    const loss = int8[corpus] / fp32[corpus] - 1;
    // Written so that NaN fails.
    if (!(loss <= LARGEST_INT8_LOSS)) {
      refuse(
        `on ${corpus} int8 has ${int8[corpus]} bits per byte, ${percent(loss)} more than the ${fp32[corpus]} of fp32; wanted at most ${percent(LARGEST_INT8_LOSS)}`,
      );
    }
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
