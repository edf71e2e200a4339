import { expect, it } from 'vitest';
import { samplesPage } from '../../../../model-build/samples/page.ts';

const prompts = { list: ['- milk\n-', 'a|b'], heading: ['How to'] };
const said = (model: string, ...texts: string[]) => ({
  model,
  completions: new Map([...Object.values(prompts).flat()].map((prompt, i) => [prompt, texts[i]])),
});

it('has a row for each prompt and a column for each model, in code that Markdown leaves alone', () => {
  const page = samplesPage(prompts, [
    said('one 1.0.0', ' eggs\n', ' `x`', ' use Gmail'),
    said('two 1.0.0', '', ' c|d', ' sing'),
  ]);
  expect(page).toContain('| prompt | one 1.0.0 | two 1.0.0 |\n|---|---|---|\n| `- milk⏎-` | ` eggs⏎` |  |\n');
  expect(page).toContain('| `a\\|b` | ``  `x` `` | ` c\\|d` |');
  expect(page).toMatch(/## List\n[\s\S]*## Heading\n/);
});

it('counts the completions of each model that name a browser or a mail program', () => {
  const page = samplesPage(prompts, [
    said('one 1.0.0', ' eggs', ' c', ' use Gmail'),
    said('two 1.0.0', '', '', ''),
  ]);
  expect(page).toContain('| one 1.0.0 | 1 of 3 |\n| two 1.0.0 | 0 of 3 |');
});
