/** What a model's card says, in a few figures. */
import type { ModelCard } from '../../../src/contract/models.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;

/** Corpora whose figures are shown, where a card has them. */
const SHOWN = [
  ['email', 'e-mail'],
  ['support', 'support'],
  ['talk', 'talk'],
  ['wiki', 'wiki'],
] as const;

/** Bytes that a page loads to run it. */
export const loadBytes = ({ files }: Pick<ModelCard, 'files'>): number =>
  (files['model.onnx']?.bytes ?? 0) + (files['tokenizer.json']?.bytes ?? 0);

/** How large that is, for people. */
export const loadSize = (card: Pick<ModelCard, 'files'>): string => megabytes(loadBytes(card));

/** `[name, value]` each, in the order in which they are shown. Bits per byte are as served, lower is better. */
export function cardFigures(card: ModelCard): [string, string][] {
  const { architecture, training, quality, version } = card;
  const served = quality.cached ?? quality.int8;
  const tokens = training.tokens + (training.earlierTokens ?? 0);
  return [
    ['version', version],
    ['network', architecture.summary],
    ['parameters', `${(architecture.parameters / 1e6).toFixed(1)} M`],
    ['size', loadSize(card)],
    ['tokens seen', `${(tokens / 1e6).toFixed(tokens < 10e6 ? 1 : 0)} M`],
    ...SHOWN.flatMap(([corpus, name]): [string, string][] => {
      const bits = served[corpus];
      return bits === undefined ? [] : [[`${name}, bits per byte`, bits.toFixed(3)]];
    }),
  ];
}
