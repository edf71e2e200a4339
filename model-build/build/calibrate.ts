/** The fourth stage: what the artefact learns beside its weights, from `valid` text. */
import { encodeBackground } from '../../src/cache-model/background.ts';
import { MOST_PIECES } from '../../src/cache-model/history.ts';
import { withCache } from '../../src/cache-model/with-cache.ts';
import type { CacheModel, Calibration } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { CARETS, calibrate, casesOf } from '../calibrate/calibration.ts';
import { CACHE_WINDOW, learnCache } from '../calibrate/learn-cache.ts';
import { countTokens } from '../corpus/token-counts.ts';
import { heldOut } from '../prove/held-out.ts';
import type { PreparedText } from './prepare.ts';
import type { Say } from './say.ts';

/** What the fourth stage makes. */
export interface Calibrated {
  /** The network with the cache, as the Worker serves it; the network alone without one. */
  served: StepModel;
  /** Undefined without corpora to learn it from, or with too large a vocabulary. */
  cache: CacheModel | undefined;
  /** Undefined without corpora to learn it from. */
  calibration: Calibration | undefined;
}

/** `network` runs the int8 step graph; whoever disposes of `served` disposes of it. */
export async function calibrateStage(
  network: StepModel,
  prepared: PreparedText,
  say: Say,
): Promise<Calibrated> {
  const { calibrating, tokenizer } = prepared;
  if (calibrating.length === 0) return { served: network, cache: undefined, calibration: undefined };
  const cache = await cacheOf(network, prepared, say);
  const served = cache ? withCache(network, cache) : network;
  say(`calibrating suggestions at ${CARETS} carets`);
  const places = { tokenizer, corpora: calibrating, split: 'valid', carets: CARETS } as const;
  const calibration = calibrate(await casesOf({ model: served, ...places }), calibrating);
  return { served, cache, calibration };
}

async function cacheOf(
  network: StepModel,
  { calibrating, tokenizerJson, tokenizer, text }: PreparedText,
  say: Say,
): Promise<CacheModel | undefined> {
  if (network.vocabulary > MOST_PIECES) {
    say(`no cache: it holds at most ${MOST_PIECES} pieces, the tokenizer has ${network.vocabulary}`);
    return undefined;
  }
  const held = await heldOut(calibrating, 'valid', tokenizerJson);
  say(`learning how far to trust the last ${CACHE_WINDOW} tokens`);
  const background = encodeBackground(countTokens(text.tokens, tokenizer.size), tokenizer.startToken);
  return learnCache(
    network,
    held.flatMap(({ documents }) => documents),
    calibrating,
    background,
  );
}
