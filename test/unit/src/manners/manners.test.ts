import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf, type Listed } from '../../../../src/manners/entries.ts';
import { LISTED } from '../../../../src/manners/listed.ts';
import { Manners } from '../../../../src/manners/manners.ts';

const utf8 = new TextEncoder();
const own: Listed = new Set(['grumple*', 'blat', 'eat my hat'].map(hashOf));

/** Whether `said`, in pieces, is refused anywhere after `before`. */
function refused(before: string, said: readonly (string | Uint8Array)[], listed = own): boolean {
  const manners = new Manners(listed, utf8.encode(before));
  return said.some((piece) => {
    const bytes = typeof piece === 'string' ? utf8.encode(piece) : piece;
    const no = manners.refuses(bytes);
    manners.push(bytes);
    return no;
  });
}

it('refuses the piece that would end a word, over however many pieces it is spelled', () => {
  for (const said of [
    [' grumple'],
    [' gr', 'ump', 'le'],
    [' g', 'r', 'u', 'm', 'p', 'l', 'e'],
    [' grumples'],
  ])
    expect(refused('You old', said)).toBe(true);
  expect(refused('You old grum', ['ple'])).toBe(true);
  expect(refused('YOU OLD GRUM', ['PLE'])).toBe(true);
  expect(refused('You old grum', ['pl', 'ing'])).toBe(false);
});

it('refuses whole words, and nothing within others', () => {
  for (const said of [' agrumple', ' grumplestown', ' ablat', ' blatant'])
    expect(refused('An', [said])).toBe(false);
  for (const said of [' blat', ' (blat', '-blat', ' blat.', ' blat_', "'blat'", ' x blat y'])
    expect(refused('A', [said])).toBe(true);
  expect(refused('A sau', ['blat'])).toBe(false);
});

it('judges nothing that was sent', () => {
  for (const said of [[' is'], ['.'], ["'s"], ['\u00ad'], [' you']])
    expect(refused('He called me a grumple', said)).toBe(false);
  expect(refused('I will eat my hat', [' and', ' yours'])).toBe(false);
  expect(refused('He called me a grumple', ['s'])).toBe(true);
});

it('refuses the end of a phrase, over blanks and apostrophes and no other sign', () => {
  expect(refused('Then I will eat', [' my', ' hat'])).toBe(true);
  expect(refused('Then I will eat my h', ['at'])).toBe(true);
  expect(refused('EAT\nMY', ['  HAT'])).toBe(true);
  expect(refused('Then I will eat. My', [' hat'])).toBe(false);
  expect(refused('Then I will eat, my', [' hat'])).toBe(false);
  expect(refused('Then I will eat my', [' hats'])).toBe(false);
  expect(refused('My hat is what I eat', [' my', ' scarf'])).toBe(false);
});

it('sees through soft hyphens, marks and full width', () => {
  for (const word of ['gru\u00admple', 'grümple', 'ｇｒｕｍｐｌｅ', 'grumple\u0301'])
    expect(refused('You ', [word])).toBe(true);
});

it('reads characters that come in halves', () => {
  const [first, second] = [utf8.encode('ü').subarray(0, 1), utf8.encode('ü').subarray(1)];
  expect(refused('You gr', [first, second, 'mple'])).toBe(true);
  const manners = new Manners(own, Uint8Array.of(...utf8.encode('You gr'), ...first));
  manners.push(second);
  expect(manners.refuses(utf8.encode('mple'))).toBe(true);
});

it('refuses a text in any pieces if and only if it refuses it letter by letter', () => {
  const words = fc.constantFrom(
    'grumple',
    'grumplet',
    'blat',
    'blatant',
    'eat',
    'my',
    'hat',
    'hats',
    '.',
    'ü',
  );
  const texts = fc.array(words, { maxLength: 6 }).map((list) => list.join(' '));
  fc.assert(
    fc.property(texts, texts, (before, said) => {
      // A word that goes on is not whole: what a piece ends in is judged as if it were. So pieces are words here.
      const pieces = said.split(/(?<= )/);
      const expected = /(?<!\p{L})(grumple|blat|eat my hat)(?!\p{L})/u;
      const whole = `${before} ${said}`;
      const found = [...whole.matchAll(new RegExp(expected, 'gu'))];
      const ends = found.some(({ 0: entry, index }) => index + entry.length > before.length);
      expect(refused(before, [' ', ...pieces])).toBe(ends);
    }),
  );
});

it('refuses, by the list of the server, a threat, and no word that holds another', () => {
  expect(refused('If you tell anyone I will kill', [' you'], LISTED)).toBe(true);
  const harmless = `Scunthorpe assess Dickens cockpit Essex grape therapist analysis skilled killer feature killing time
    Pakistan spicy spice Nigeria night Niger snigger denigrate niggle niggardly raccoon cocoon Maine Coon cat homogeneous
    Homo sapiens retardant flagship fagus Japan chinking Matsushita shiitake Penistone Lightwater Clitheroe Hancock
    peacock Bassett classic pass title constitution arsenal basement embarrass mishit cumulative document circumstance
    Middlesex Sussex sextant grapes drapes rapeseed scrape therapists psychotherapist kill the process kill your darlings
    the battery died bites the dust hit me up shoot you an email drop dead gorgeous beat you to it dyke by the sea`;
  for (const word of harmless.split(/\s+/))
    expect([word, refused('The', [` ${word}`], LISTED)]).toEqual([word, false]);
  expect(refused('', harmless.split(/(?<=\s)/), LISTED)).toBe(false);
});
