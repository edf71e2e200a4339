/** docs/samples.md: what models say after the same beginnings, to be read by eyes. */
import { namesBrowser } from './browsers.ts';

/** What one model said. */
export interface Said {
  /** `english 0.6.0`. */
  model: string;
  /** By prompt. */
  completions: ReadonlyMap<string, string>;
}

/** Markdown: a table for each kind of prompt, a column for each model, and how many name a browser. */
export function samplesPage(
  prompts: Readonly<Record<string, readonly string[]>>,
  said: readonly Said[],
): string {
  const all = Object.values(prompts).flat();
  const drift = said.map(({ model, completions }) => {
    const naming = all.filter((prompt) => namesBrowser(completions.get(prompt)!));
    return `| ${model} | ${naming.length} of ${all.length} |`;
  });
  const head = (title: string) => `| ${[title, ...said.map(({ model }) => model)].join(' | ')} |`;
  const line = `|${'---|'.repeat(said.length + 1)}`;
  const tables = Object.entries(prompts).map(([kind, list]) => {
    const rows = list.map(
      (prompt) =>
        `| ${[prompt, ...said.map(({ completions }) => completions.get(prompt)!)].map(cell).join(' | ')} |`,
    );
    return `## ${kind[0].toUpperCase()}${kind.slice(1)}\n\n${[head('prompt'), line, ...rows].join('\n')}\n`;
  });
  const count = `| model | completions that name a browser, a mail program or a maker of either |\n|---|---|\n${drift.join('\n')}\n`;
  return [INTRODUCTION, count, ...tables].join('\n');
}

const INTRODUCTION = `# Samples

What \`POST /complete\` answers, with nothing but a prompt, to ${'`model-build/samples/prompts.ts`'}. Nothing is chosen or left
out: \`npm run model -- samples english english-small\` writes this page. A line break is shown as ⏎; a completion begins
where its prompt ends.
`;

/** One line of code that Markdown leaves alone. */
function cell(text: string): string {
  const line = text.replaceAll('\n', '⏎').replaceAll('|', '\\|');
  if (line === '') return '';
  const fence = line.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ` ${line} ` : line}${fence}`;
}
