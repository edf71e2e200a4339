import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyHistory } from '../../../../src/cache-model/history.ts';
import { PENALTY_WINDOW } from '../../../../src/generation/drawing/penalties.ts';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import { MAX_TOKEN_CHARACTERS, ResumeTokens } from '../../../../src/resume/sealed-token.ts';
import { UNREAD } from '../../../../src/text/spelling.ts';
import { readModels } from '../../../fixtures/models.ts';

/** Networks that remember by windows of past vectors, whose states may be too large to carry. */
const WINDOWED = /^(perceptron|mlp|cnn)$/;
/** An unfinished word, and what a stop string of four times 64 characters may hold back. */
const MOST_BYTES = 300;

const models = readModels(join(import.meta.dirname, '../../../../models'), []);
const recurrent = models.filter(({ manifest }) => !WINDOWED.test(manifest.architecture.cell));

it.each(recurrent.map(({ name, manifest }) => ({ name, manifest })))(
  'the longest token of $name is short enough to be carried',
  async ({ manifest }) => {
    const longest: Snapshot = {
      kind: 'written',
      spelling: UNREAD,
      state: [
        ...manifest.graph.states.map(({ shape }) => new Float32Array(shape[1])),
        ...(manifest.cache ? [emptyHistory(manifest.cache.window)] : []),
      ],
      pending: 1,
      bytes: new Uint8Array(MOST_BYTES),
      consumed: 1,
      recent: new Array(PENALTY_WINDOW).fill(1),
      spokenOfRecent: 1,
      rng: new Int32Array(4),
    };
    const binding = { model: 'model', tenant: '' };
    const token = await new ResumeTokens(['a secret of some length'], 60, () => 0).seal(longest, binding);
    expect(token?.length).toBeLessThanOrEqual(MAX_TOKEN_CHARACTERS);
  },
);
