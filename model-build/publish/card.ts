/** The model card: what a person wants to know before they use a model. A pure function of the manifest's facts. */
import type { ModelFacts, Sample } from './manifest.ts';

/** Markdown of the card. */
export function modelCard(facts: ModelFacts, samples: Sample[]): string {
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
        ['vocabulary', `${thousands(vocabulary.size)} (${vocabulary.tokenizer})`],
        ['weights', quantization.weights],
        [
          'worst tensor after quantization',
          `${quantization.worstTensor}, relative error ${(100 * quantization.worstRelativeError).toFixed(2)} %`,
        ],
        [
          'trained on',
          `${thousands(training.tokens)} tokens, ${thousands(training.steps)} steps, ${training.backend}`,
        ],
        ['recipe', `${facts.recipe.name}, sha256 ${facts.recipe.sha256}`],
      ],
    ),
    '## Quality',
    qualityText(quality),
    '## Samples',
    samples.length === 0 ? 'None.' : samples.map(sampleText).join('\n\n'),
    '## Data and licences',
    table(
      ['name', 'licence', 'origin', 'bytes', 'sha256'],
      facts.data.map((d) => [d.name, d.licence, d.origin, thousands(d.bytes), d.sha256]),
    ),
    '## Intended use',
    'Completing text that a person is writing, a few words at a time, with the person choosing what stays.',
    '## Limits',
    [
      '- The model continues text plausibly; it knows no facts and can state falsehoods fluently.',
      '- It repeats the habits, errors and prejudices of the texts above, and may repeat short passages of them.',
      '- It was made for the language and the kinds of text above; elsewhere it is a poor guess.',
      '- Its memory is a state of constant size: what was said long ago fades.',
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function qualityText(quality: ModelFacts['quality']): string {
  const corpora = Object.keys(quality.int8);
  if (corpora.length === 0) return 'Not measured.';
  const figure = (value: number | undefined): string => value?.toFixed(4) ?? '';
  const rows = corpora.map((name) => [name, figure(quality.fp32[name]), figure(quality.int8[name])]);
  return [
    `Bits per byte on the \`${quality.split}\` split, lower is better; the int8 figures were made by the \`${quality.runtime}\` runtime.`,
    table(['corpus', 'float32', 'int8, as served'], rows),
  ].join('\n\n');
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
