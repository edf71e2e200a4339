import { expect, it } from 'vitest';
import { entriesOf, hashesModule } from '../../../scripts/build-manners.ts';
import { hashOf, unpackListed } from '../../../src/manners/entries.ts';

it('reads words, stems and phrases in their plainest spelling, each once, and skips comments', () => {
  expect(entriesOf('# none\nBlat\n\n grümple* \nblat\nEat my hat\n')).toEqual([
    'blat',
    'grumple*',
    'eat my hat',
  ]);
});

it('names the line that is no entry', () => {
  for (const line of ['two  blanks', 'a b c d e f', 'a-b', 'phrase with stem*', 'b4d'])
    expect(() => entriesOf(`blat\n${line}`)).toThrow('line 2: wanted');
});

it('writes hashes and no word', () => {
  const module = hashesModule(['blat', 'grumple*']);
  expect(module).not.toMatch(/blat|grumple/);
  const [, packed] = /'(.*)';\n$/.exec(module)!;
  expect(unpackListed(packed)).toEqual(new Set([hashOf('blat'), hashOf('grumple*')]));
});
