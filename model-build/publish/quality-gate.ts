/** What a model must be worth before it may be published, and before it may take another one's place. */
import type { Manifest } from '../../src/contract/manifest.ts';

/** How much worse than float32 quantization may make a model, as a share of its bits per byte. */
export const LARGEST_INT8_LOSS = 0.005;

/**
 * How much worse than the served version a new one may be on any corpus, as a share of its bits per byte: room for what
 * another seed or machine does, not for a step back.
 */
export const LARGEST_STEP_BACK = 0.01;

type Figures = Pick<Manifest, 'name' | 'version' | 'quality'>;

/** @throws Error that names the corpus when a figure is missing, or int8 is worse than the gate allows. */
export function proveQuality({ name, version, quality }: Figures): void {
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

/**
 * Holds a version to the one that is served, on every corpus that the served one was measured on.
 * @throws Error that names the corpus when the new one is worse by more than `LARGEST_STEP_BACK`, or when the two were
 * not measured on the same text.
 */
export function proveNoWorse(candidate: Figures, current: Figures): void {
  const refuse = (reason: string): never => {
    throw new Error(
      `${candidate.name} ${candidate.version} must not take the place of ${current.version}: ${reason}. --force promotes it all the same`,
    );
  };
  const [now, before] = [candidate.quality, current.quality];
  if (now.split !== before.split)
    refuse(
      `it was measured on “${now.split}”, ${current.version} on “${before.split}”, which do not compare`,
    );
  for (const corpus of Object.keys(before.int8)) {
    const wanted = served(before, corpus)!;
    const got = served(now, corpus) ?? Number.NaN;
    if (now.int8[corpus] === undefined) refuse(`${current.version} was measured on ${corpus}, it was not`);
    // Written so that NaN fails.
    if (!(got <= wanted * (1 + LARGEST_STEP_BACK))) {
      refuse(
        `on ${corpus} it has ${got} bits per byte, ${percent(got / wanted - 1)} more than the ${wanted} of ${current.version}; wanted at most ${percent(LARGEST_STEP_BACK)}`,
      );
    }
  }
}

/** Bits per byte of what users get: with the cache, where there is one. */
const served = ({ cached, int8 }: Manifest['quality'], corpus: string): number | undefined =>
  cached?.[corpus] ?? int8[corpus];

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
