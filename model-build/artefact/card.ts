/** The model card: what a person wants to know before they use a model. A pure function of what is known of it. */
import { fitsInToken } from '../../src/resume/sealed-token.ts';
import type { TensorError } from '../quantize/report.ts';
import type { ModelFacts, Sample } from './manifest.ts';

/** What trained a model, as far as its run recorded it. */
export interface TrainingRecord {
  /** Of training alone, over all stretches of the run. */
  seconds: number;
  /** The kind of processor, as it calls itself, and how many cores the machine had: those of the last stretch. */
  cpu: string;
  cores: number;
}

/** What the card tells beside the manifest's facts. */
export interface CardParts {
  samples: Sample[];
  /** The quantization report, worst tensor first. */
  tensors: readonly TensorError[];
  record?: TrainingRecord;
  /** Weights of the corpora in the mixture, by name; unknown for weights that no run made. */
  shares?: Readonly<Record<string, number>>;
  /** How the weights that training began from came to be. */
  earlier?: string;
  /** What this model is bad at beside what every one of ours is. */
  weaknesses?: readonly string[];
}

const WORST_TENSORS = 5;

/** Markdown of the card. */
export function modelCard(facts: ModelFacts, parts: CardParts): string {
  const { samples, tensors, record, earlier, weaknesses = [] } = parts;
  const { architecture, vocabulary, training, quality, quantization } = facts;
  const sections = [
    `# ${facts.name} ${facts.version}`,
    facts.description,
    table(
      ['what', 'value'],
      [
        ['architecture', architecture.summary],
        ['parameters', thousands(architecture.parameters)],
        ['multiply-accumulates a token', thousands(architecture.multiplyAccumulates)],
        ['state', stateText(facts)],
        ...(facts.cache ? [['cache', cacheText(facts.cache)]] : []),
        ['vocabulary', `${thousands(vocabulary.size)} (${vocabulary.tokenizer})`],
        ['weights', quantization.weights],
        ...(quantization.activations ? [['inputs of products', '8 bits, one scale a vector']] : []),
        [
          'worst tensor after quantization',
          `${quantization.worstTensor}, relative error ${(100 * quantization.worstRelativeError).toFixed(2)} %`,
        ],
        [
          'trained on',
          `${thousands(training.tokens)} tokens, ${thousands(training.steps)} steps, ${training.backend}${earlierText(training)}`,
        ],
        ...(earlier ? [['before that', earlier]] : []),
        ...(record ? [['training took', trainingText(record)]] : []),
        ['recipe', `${facts.recipe.name}, sha256 ${facts.recipe.sha256}`],
      ],
    ),
    '## Quality',
    qualityText(quality),
    '## Quantization',
    quantizationText(tensors),
    '## Samples',
    samples.length === 0 ? 'None.' : samples.map(sampleText).join('\n\n'),
    '## Data and licences',
    dataTable(facts.data, parts.shares),
    '## Intended use',
    [
      'Completing text that a person is writing, a few words at a time, with the person choosing what stays.',
      'Not for answering questions, for advice, or for text that nobody reads before it is used.',
    ].join('\n'),
    '## Known failures',
    [
      '- **Facts.** The model continues text plausibly; it knows no facts and can state falsehoods fluently. Dates, places',
      '  and figures that it writes are made up, even where they happen to be right.',
      '- **Arithmetic.** It does not calculate: a sum that it completes ends in a number that looks likely.',
      '- **Names.** It puts likely names in the place of rare ones, and gives people words and deeds that are not theirs.',
      '- **Long texts.** Its memory is a state of constant size: what was said long ago fades.',
      '- **Other texts.** It was made for the language and the kinds of text above; elsewhere it is a poor guess.',
      '- **Prejudice.** It repeats the habits, errors and prejudices of the texts above. `manners` keep listed slurs and threats out of what a server says, and nothing subtler.',
      ...weaknesses.map((weakness) => `- ${weakness}`),
    ].join('\n'),
    '## Memorisation',
    [
      `Training showed its ${thousands(architecture.parameters)} parameters ${thousands(training.tokens + (training.earlierTokens ?? 0))} tokens, repeats counted.`,
      'A text that is small beside them, or was shown many times, it may know by heart; of others, passages that stand there',
      'often may come out word for word.',
      `\`npm run model -- evaluate ${facts.name}@${facts.version}\` measures the longest such copy in what it writes, where the texts are at hand;`,
      'EVALUATION.md, if it lies beside this card, holds that and every other measure; REPORT.html the curves of its training.',
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function qualityText(quality: ModelFacts['quality']): string {
  const corpora = Object.keys(quality.int8);
  if (corpora.length === 0) return 'Not measured.';
  const figure = (value: number | undefined): string => value?.toFixed(4) ?? '';
  const rows = corpora.map((name) => {
    const [fp32, int8] = [quality.fp32[name], quality.int8[name]];
    const lost =
      fp32 === undefined ? '' : `${signed(int8 - fp32, 4)} (${signed(100 * (int8 / fp32 - 1), 2)} %)`;
    return [
      name,
      figure(fp32),
      figure(int8),
      lost,
      ...(quality.cached ? [figure(quality.cached[name])] : []),
    ];
  });
  const head = ['corpus', 'float32', 'int8', 'lost by quantization'];
  return [
    `Bits per byte on the \`${quality.split}\` split, lower is better; the int8 figures were made by the \`${quality.runtime}\` runtime.`,
    table(quality.cached ? [...head, 'int8 with the cache, as served'] : head, rows),
  ].join('\n\n');
}

/** With the share of its tokens that each corpus gave, where that is known. */
function dataTable(data: ModelFacts['data'], shares: CardParts['shares']): string {
  const sum = Object.values(shares ?? {}).reduce((total, share) => total + share, 0);
  const shareOf = (name: string) => (shares ? [`${((100 * shares[name]) / sum).toFixed(1)} %`] : []);
  return table(
    ['name', ...(shares ? ['share'] : []), 'licence', 'origin', 'bytes', 'sha256'],
    data.map((d) => [d.name, ...shareOf(d.name), d.licence, d.origin, thousands(d.bytes), d.sha256]),
  );
}

function quantizationText(tensors: readonly TensorError[]): string {
  const worst = tensors.slice(0, WORST_TENSORS);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return [
    `${worst.length < tensors.length ? `The ${worst.length} worst of ${tensors.length} tensors` : 'All tensors'} that became int8. ` +
      'The relative error is the norm of all differences over the norm of the tensor.',
    table(
      ['tensor', 'relative error', 'largest error of one weight'],
      worst.map(({ name, relative, largest }) => [name, percent(relative), largest.toPrecision(2)]),
    ),
  ].join('\n\n');
}

function stateText({ graph, cache }: ModelFacts): string {
  const numbers = graph.states.reduce((sum, { shape }) => sum + shape[1], 0) + (cache ? cache.window / 2 : 0);
  const carried = fitsInToken(numbers) ? 'carried by resume tokens' : 'too large for resume tokens';
  return `${thousands(numbers)} numbers, ${carried}`;
}

function cacheText({ window, corpora, marginals }: NonNullable<ModelFacts['cache']>): string {
  const own = marginals ? ', and which words they are, beside how common those are' : '';
  return `what the last ${window} tokens said after the same words${own}; trusted as far as \`valid\` text of ${corpora.join(', ')} taught`;
}

const earlierText = ({ earlierTokens }: ModelFacts['training']): string =>
  earlierTokens ? `; after ${thousands(earlierTokens)} tokens of the versions that it goes on from` : '';

function trainingText({ seconds, cpu, cores }: TrainingRecord): string {
  const minutes = Math.round(seconds / 60);
  const time =
    minutes < 1 ? 'less than a minute' : minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
  return `${time}, on a machine of ${cores} ${cores === 1 ? 'core' : 'cores'} (${cpu})`;
}

/** With its sign, but for a zero. */
function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : value > 0 ? `+${text}` : text;
}

/** Samples are quoted line by line: a model's text must not become the card's markup. */
function sampleText({ prompt, text, settings }: Sample): string {
  const quoted = `${prompt}⟶${text}`.split('\n').map((line) => `    ${line}`);
  return [`Prompt before the arrow, ${settings}:`, '', ...quoted].join('\n');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Digits in groups of three, the same in every locale. */
function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
