/** The report of a run: one HTML file in its folder, from what the run wrote there. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readGradients } from '../diagnostics/gradients-file.ts';
import { type Recipe, stepsOf } from '../recipe/recipe.ts';
import { type RunFile, readRunFile } from '../train/run-file.ts';
import { clipRatePlot, MOST_BUCKETS } from './clip-plot.ts';
import { gradientSections } from './gradient-sections.ts';
import { figure, type Html, html, table } from './html.ts';
import { page } from './page.ts';
import { plot } from './plot.ts';
import { type RunLog, readLog, type ValidationLine } from './run-log.ts';
import { type Bucket, thin } from './thin.ts';

const MOST_SAMPLES = 12;

/** Writes `report.html` into a run's folder, finished or not; resolves with its path. */
export async function writeReport(dir: string): Promise<string> {
  const run = await readRunFile(dir);
  const log = await readLog(join(dir, 'log.jsonl'));
  const path = join(dir, 'report.html');
  const sections = [
    overview(run.recipe, log),
    ...(await curves(run.recipe, log)),
    samples(run.recipe, log.validations),
    ...(await gradientSections(await readGradients(dir))),
    configuration(run),
  ];
  await writeFile(path, page(`${run.recipe.name} ${run.recipe.version}`, sections));
  return path;
}

function overview({ description, training }: Recipe, { steps, validations }: RunLog): Html {
  const last = steps.at(-1);
  const clipped = steps.filter(({ norm }) => norm > training.clip).length / Math.max(1, steps.length);
  return html`<p>${description}</p>
${table(
  ['what', 'value'],
  [
    ['steps', `${last ? last.step + 1 : 0} of ${stepsOf(training)}`],
    ['tokens', (last ? last.step + 1 : 0) * training.batch * training.window],
    ['training loss, nats a token', last ? last.loss.toFixed(4) : '-'],
    ['clipped steps', `${(100 * clipped).toFixed(1)} %`],
    ...Object.entries(validations.at(-1)?.validation ?? {}).map(([corpus, bits]) => [
      `held-out ${corpus}, bits per byte`,
      bits.toFixed(4),
    ]),
  ],
)}`;
}

async function curves({ training }: Recipe, { steps, validations }: RunLog): Promise<Html[]> {
  if (steps.length === 0) return [html`<p>No step has been logged yet.</p>`];
  const buckets = thin(steps, training.clip, MOST_BUCKETS);
  const x = { title: 'step' };
  const line = (series: string, value: (bucket: Bucket) => number) =>
    buckets.map((bucket) => ({ x: bucket.step, y: value(bucket), series }));
  const held = validations.flatMap(({ step, validation }) =>
    Object.entries(validation).map(([series, y]) => ({ x: step + 1, y, series })),
  );
  const plots = [
    figure(
      'Training loss, before each update',
      await plot({ x, y: { title: 'nats a token' }, points: line('loss', (bucket) => bucket.loss) }),
    ),
    held.length > 0 &&
      figure(
        'Held-out text, with the averaged weights',
        await plot({ x, y: { title: 'bits per byte' }, points: held, dots: true }),
      ),
    figure(
      `Norm of all gradients together; those above the dashed ${training.clip} were scaled down to it`,
      await plot({
        x,
        y: { title: 'norm', log: true },
        points: [...line('mean', (bucket) => bucket.norm), ...line('largest', (bucket) => bucket.largest)],
        level: training.clip,
      }),
    ),
    figure('Share of steps that were clipped', await clipRatePlot(steps, training.clip)),
  ];
  return [html`<h2>Curves</h2>`, ...plots.filter((part) => part !== false)];
}

/** First, last and evenly between. */
function samples({ prompts: [prompt] }: Recipe, validations: readonly ValidationLine[]): Html {
  const every = Math.max(1, Math.ceil((validations.length - 1) / (MOST_SAMPLES - 1)));
  const shown = validations.filter((_, i) => i % every === 0 || i === validations.length - 1);
  return html`<h2>What it writes</h2>
<p>After “${prompt!}”, drawn at temperature 0.8 from the 40 likeliest, with the same coins every time.</p>
${shown.map(({ step, sample }) => html`step ${step + 1}<blockquote>${sample}</blockquote>`)}`;
}

const configuration = ({ recipe, environment }: RunFile): Html => html`<h2>Configuration</h2>
<pre>${JSON.stringify(recipe, null, 2)}</pre>
<h2>Environment</h2>
${table(['what', 'value'], Object.entries(environment))}`;
