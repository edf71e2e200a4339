/** What was measured inside the trained network, as plots and tables. */
import { saturation } from '../diagnostics/gates.ts';
import type { Gradients } from '../diagnostics/gradients-file.ts';
import { histogramPlot } from './histogram-plot.ts';
import { figure, type Html, html, table } from './html.ts';
import { plot } from './plot.ts';

/** The plots of a measurement, each with the name of the file that it makes on its own. */
export async function gradientPlots({
  distances,
  gates,
  spectra,
  stacks,
}: Gradients): Promise<{ name: string; caption: string; svg: string }[]> {
  const line = (values: readonly number[], series: string) => values.map((y, i) => ({ x: i + 1, y, series }));
  const plots = [
    {
      name: 'gradient-distance',
      caption: `Norm of the gradient of one prediction's loss in the state k steps before, mean over ${distances.positions} positions`,
      svg: await plot({
        x: { title: 'steps back, k' },
        y: { title: 'norm', log: true },
        points: [
          ...line(distances.all, 'all states'),
          ...(distances.layers.length > 1 ? distances.layers : []).flatMap((values, layer) =>
            line(values, `layer ${layer}`),
          ),
        ],
      }),
    },
    {
      name: 'gradient-depth',
      caption: `Norm of the gradient of each layer's weights, in stacks of 1 to ${stacks.stacks.length}, ${stacks.steps === 0 ? 'before training' : `after ${stacks.steps} steps`}`,
      svg: await plot({
        x: { title: 'layer, the first next to the input' },
        y: { title: 'norm', log: true },
        points: stacks.stacks.flatMap(({ depth, norms }) => line(norms, `depth ${depth}`)),
        dots: true,
      }),
    },
  ];
  if (spectra.length > 0)
    plots.push({
      name: 'singular-values',
      caption: 'Singular values of the recurrent kernels',
      svg: await plot({
        x: { title: 'rank' },
        y: { title: 'singular value' },
        points: spectra.flatMap(({ layer, gate, values }) => line(values, `layer ${layer} ${gate}`)),
      }),
    });
  if (gates.length > 0)
    plots.push({
      name: 'gates',
      caption: 'What gates do, from shut (0) to open (1): shares of their values in twentieths of the range',
      svg: await histogramPlot(
        'value of the gate',
        gates.map(({ layer, gate, histogram }) => ({ name: `layer ${layer} ${gate}`, shares: histogram })),
      ),
    });
  return plots;
}

/** Sections for a report; none where nothing was measured. */
export async function gradientSections(gradients: Gradients | undefined): Promise<Html[]> {
  if (!gradients) return [];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const plots = await gradientPlots(gradients);
  const sections = [
    html`<h2>Gradient health</h2>
<p>Measured on ${gradients.text}, with the averaged weights.</p>`,
    ...plots.map(({ caption, svg }) => figure(caption, svg)),
  ];
  if (gradients.gates.length > 0) {
    const rows = gradients.gates.map((use) => {
      const { low, high } = saturation(use);
      return [use.layer, use.gate, percent(low), percent(high)];
    });
    sections.push(html`<h2>Gates</h2>
<p>Shares of a gate's values in the lowest and the highest twentieth of its range, where it hardly learns.</p>
${table(['layer', 'gate', 'shut', 'open'], rows)}`);
  }
  if (gradients.neighbours.length > 0) {
    const rows = gradients.neighbours.map(({ word, nearest }) => [
      word,
      nearest.map((other) => `${other.word} ${other.cosine.toFixed(2)}`).join(', '),
    ]);
    sections.push(html`<h2>Nearest pieces</h2>
<p>By the cosine between rows of the table.</p>
${table(['word', 'nearest'], rows)}`);
  }
  return sections;
}
