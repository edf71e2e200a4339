/** The card of a classifier: what a person wants to know before they believe it. A pure function of what is known. */
import type { ModelFacts } from '../artefact/manifest.ts';
import { markdownTable } from '../report/markdown.ts';
import { byName, confusions } from './confusion.ts';
import type { Judged } from './measures.ts';

/** What the card tells beside the manifest's facts. */
export interface ClassifierCardParts {
  test: Judged;
  /** The same figures before the weights became int8. */
  floatFigures: Readonly<Record<string, number>>;
  /** Share of `test` of which int8 says what float32 says. */
  agreement: number;
  baseline: { bytes: number; figures: Record<string, number> };
  weaknesses?: readonly string[];
  /** Names of the pictures beside the card. */
  pictures: readonly string[];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  markdownTable([head, ...rows]);

const MOST_CONFUSIONS = 12;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const plain = (value: number): string => (Number.isFinite(value) ? value.toFixed(4) : 'unknown');

export function classifierCard(facts: ModelFacts, parts: ClassifierCardParts): string {
  const { architecture, vocabulary, training, quality, recipe } = facts;
  const task = facts.task!;
  const sections = [
    `# ${facts.name} ${facts.version}`,
    facts.description,
    table(
      ['what', 'value'],
      [
        ['task', `${task.kind}: ${task.names.length} of them`],
        ['architecture', architecture.summary],
        ['parameters', String(architecture.parameters)],
        ['tokens', `${vocabulary.size} (${vocabulary.tokenizer})`],
        ['weights', facts.quantization.weights],
        ['trained on', `${training.tokens} tokens in ${training.steps} steps, ${training.backend}`],
        ['recipe', `${recipe.name}, sha256 ${recipe.sha256}`],
      ],
    ),
    '## Figures',
    `On ${parts.test.scores.length} texts of \`test\`, which nothing was learned from, int8 as served (${quality.runtime}), with bootstrap intervals of 95 %. ` +
      `The linear baseline is a linear model of hashed n-grams of ${Math.round(parts.baseline.bytes / 1000)} kB.`,
    table(
      ['measure', 'int8, as served', '95 %', 'float32', 'linear baseline'],
      Object.entries(task.figures).map(([name, { value, interval }]) => [
        name,
        plain(value),
        interval ? `${plain(interval[0])} to ${plain(interval[1])}` : '',
        plain(parts.floatFigures[name] ?? Number.NaN),
        plain(parts.baseline.figures[name] ?? Number.NaN),
      ]),
    ),
    ...(task.kind === 'targets'
      ? []
      : [`int8 says what float32 says of ${percent(parts.agreement)} of them.`]),
    ...namesSections(facts, parts),
    ...parts.pictures.map((picture) => `![${picture.replace('.svg', '')}](${picture})`),
    '## Data and licences',
    table(
      ['name', 'licence', 'origin', 'bytes', 'sha256'],
      facts.data.map((d) => [d.name, d.licence, d.origin, String(d.bytes), d.sha256]),
    ),
    '## Intended use',
    'Sorting texts like those above, with a person who looks at what is unsure or matters. Not for decisions about people that nobody checks.',
    '## Known failures',
    [
      '- **Other texts.** Of a text unlike those it learned from it still says something; look at the score, and set a threshold.',
      "- **Priors.** It expects names as often as they stood in its table; tell a request's `priors` where they are rarer or more common.",
      "- **Prejudice.** It has learned its table's habits and mistakes: words that came with a name count for it, whether they should or not.",
      ...(parts.weaknesses ?? []).map((weakness) => `- ${weakness}`),
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function namesSections({ task: known }: ModelFacts, { test }: ClassifierCardParts): string[] {
  const task = known!;
  if (task.kind === 'targets') return [];
  const calibrated =
    task.calibratedOn > 0
      ? `Probabilities were calibrated on ${task.calibratedOn} texts of \`valid\` after rounding (temperature ${task.temperature}).`
      : '`valid` held too few texts to calibrate probabilities by: they are as the network says them.';
  const rows = byName(test, task.thresholds?.f1).map(({ name, rows, precision, recall, f1 }, i) => [
    name,
    String(rows),
    plain(precision),
    plain(recall),
    plain(f1),
    plain(task.thresholds!.f1[i]),
    task.thresholds!.precision95[i] === null ? 'none' : plain(task.thresholds!.precision95[i]!),
    plain(task.priors![i]),
  ]);
  const wrong = confusions(test).slice(0, MOST_CONFUSIONS);
  return [
    '## By name',
    `${calibrated} Thresholds are from \`valid\` too: where F1 is best, and where 95 of 100 that are said are right.`,
    table(
      ['name', 'texts', 'precision', 'recall', 'F1', 'threshold for F1', 'for precision 0.95', 'prior'],
      rows,
    ),
    ...(wrong.length === 0
      ? []
      : [
          '## Most common mistakes',
          table(
            ['is', 'was said', 'times'],
            wrong.map(({ is, said, times }) => [is, said, String(times)]),
          ),
        ]),
  ];
}
