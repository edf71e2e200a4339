import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAsKnown } from '../../../../src/text/as-read.ts';
import { spellAsWritten } from '../../../../src/text/as-written.ts';
import { packSpelling, unpackSpelling } from '../../../../src/text/spelling.ts';

const SEED = { seed: 15, numRuns: 1000 };
const read = (text: string) => readAsKnown(text).text;
/** Words as people write them, and signs, in the corpora's spelling. */
const known = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "don't",
        "it's",
        'Caf\u00e9',
        'na\u00efve',
        'I',
        'a',
        'NASA',
        '\u304b\u306a',
        'Z\u00fcrich',
        '42',
        '"so"',
        '(well)',
      ),
      fc.stringMatching(/^[a-z]{1,9}$/),
    ),
    { maxLength: 12 },
  )
  .chain((words) =>
    fc
      .array(fc.constantFrom(' ', ' ', ' ', ', ', '. ', '\n', '\n\n', ' - '), {
        minLength: words.length,
        maxLength: words.length,
      })
      .map((gaps) => words.map((word, i) => word + gaps[i]).join('')),
  );
/** What a phone, an editor or another system makes of a text. */
const RESPELLINGS: Record<string, (text: string) => string> = {
  'curly apostrophes and quotes': (text) =>
    text.replaceAll("'", '\u2019').replace(/"([^"]*)"/g, '\u201c$1\u201d'),
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'narrow ones here and there': (text) => text.replace(/ (?=[a-m])/g, '\u202f'),
  tabs: (text) => text.replaceAll(' ', '\t'),
  CRLF: (text) => text.replace(/(?<!\r)\n/g, '\r\n'),
  CR: (text) => text.replace(/\r?\n/g, '\r'),
  NFD: (text) => text.normalize('NFD'),
  'full width': (text) =>
    text
      .replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
      .replaceAll(' ', '\u3000'),
  'soft hyphens': (text) => text.replace(/([a-z])([a-z])/g, '$1\u00ad$2'),
  'repeated blanks': (text) => text.replaceAll(' ', '  \u00a0'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'joiners and marks of direction': (text) =>
    `\u202a${text.replace(/([a-z'])(?=[a-z'])/g, '$1\u200d\u200c').replaceAll(' ', ' \u200e')}\u2069`,
  'acute accents': (text) => text.replaceAll("'", '\u00b4'),
  'en dashes': (text) => text.replaceAll(' - ', ' \u2013 '),
};

describe('a text as a model knows it', () => {
  it('is the same for every spelling of it', () => {
    for (const [name, respell] of Object.entries(RESPELLINGS)) {
      fc.assert(
        fc.property(known, (text) => {
          expect(read(respell(text)), name).toBe(read(text));
        }),
        { ...SEED, numRuns: 200 },
      );
    }
  });

  it('is the same for all spellings one after the other', () => {
    const all = fc.shuffledSubarray(Object.values(RESPELLINGS));
    fc.assert(
      fc.property(known, all, (text, respellings) => {
        const respelled = respellings.reduce((so, respell) => respell(so), text);
        expect(read(respelled)).toBe(read(text));
      }),
      SEED,
    );
  });

  it('is the text itself where it is plain: printable ASCII, single blanks and line feeds', () => {
    const plain = fc.stringMatching(/^(?: ?[\n!-~])*$/).filter((text) => !/[A-Z]{2}/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        const { text: known, sourceOf } = readAsKnown(text);
        expect(known).toBe(text);
        expect(sourceOf(text.length)).toBe(text.length);
      }),
      SEED,
    );
  });

  it('leaves other scripts, emoji, joiners and dashes that the corpora have as they are', () => {
    const texts = [
      '\u4f60\u597d\u3002\u4e16\u754c',
      '\u0643\u062a\u0627\u0628',
      '\u05e9\u05dc\u05d5\u05dd',
      '\u0928\u092e\u0938\u094d\u0924\u0947',
      '\ud55c\uad6d\uc5b4',
      '\u{1f469}\u200d\u{1f680}\ufe0f',
      '\u{1f469}\u{1f3fd}\u200d\u{1f680} \u{1f3f4}\u{e0067}\u{e0062}\u{e007f}.',
      '\u0645\u06cc\u200c\u0631\u0648\u062f \u0915\u094d\u200d\u0937',
      'so \u2014 or \u00abso\u00bb \u00bd \u2122 \u20ac',
    ];
    for (const text of texts) expect(read(text)).toBe(text);
  });

  it('is read from any string, and reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read(read(text))).toBe(read(text));
      }),
      SEED,
    );
  });

  it('says of every character where it comes from', () => {
    const { text, sourceOf } = readAsKnown('a\u00ad  b\u2026\r\ne\u0301.');
    expect(text).toBe('a b...\n\u00e9.');
    expect([...text].map((_, at) => sourceOf(at))).toEqual([0, 2, 4, 5, 5, 5, 6, 8, 10]);
    expect(sourceOf(text.length)).toBe(11);
  });
});

describe('reading in parts', () => {
  const any = fc.oneof(
    known,
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\r', '\n', ' ', '\u00a0', '  '),
  );
  const capitals = known.map((text) => text.toUpperCase());

  it('goes on from the spelling at any word as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.oneof(any, capitals), fc.oneof(any, capitals), (first, second) => {
        // A mark belongs to the letter before it, and letters to their word.
        fc.pre(!/^\p{M}/u.test(second) && !/[\p{L}\p{M}'\u2019]$/u.test(first));
        const one = readAsKnown(first);
        const two = readAsKnown(second, one.spelling);
        const whole = readAsKnown(first + second);
        expect(one.text + two.text).toBe(whole.text);
        if (second !== '') expect(two.spelling).toEqual(whole.spelling);
      }),
      SEED,
    );
  });

  it('is not made curly by accents that stand for apostrophes', () => {
    const curlyAfter = (text: string) => readAsKnown(text).spelling.curly;
    expect(['don\u00b4t', "'I don\u00b4t", '\u2018I don\u00b4t'].map(curlyAfter)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('carries the spelling in 16 bits', () => {
    fc.assert(
      fc.property(fc.oneof(any, capitals), (text) => {
        const { spelling } = readAsKnown(text);
        const packed = packSpelling(spelling);
        expect(packed).toBeLessThan(2 ** 16);
        expect(unpackSpelling(packed)).toEqual(spelling);
      }),
      SEED,
    );
    expect(unpackSpelling(0xffff)).toBeUndefined();
  });
});

describe('capitals', () => {
  it('are read in small letters where a text has no other words, sentences and I excepted', () => {
    expect(read("THANK YOU FOR YOUR HELP. I DON'T KNOW")).toBe("Thank you for your help. I don't know");
    expect(read('\u00c7A VA BIEN')).toBe('\u00c7A va bien');
  });

  it('are read so from the third word on where others stand before them', () => {
    expect(read('Please DO NOT TOUCH THIS.')).toBe('Please DO NOT touch this.');
  });

  it('stay as they are in names and abbreviations', () => {
    for (const text of ['She works at NASA now', 'the USA and the UK', 'I am a B', 'US', 'A I B']) {
      expect(read(text)).toBe(text);
      expect(readAsKnown(text).spelling.capitals.on).toBe(false);
    }
  });

  it('are over with the first word in small letters', () => {
    const { text, spelling } = readAsKnown('STOP THAT NOW please SO');
    expect(text).toBe('Stop that now please SO');
    expect(spelling.capitals.on).toBe(false);
  });

  it('never change the length of a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const upper = `WE ARE ${text.toUpperCase()}`;
        const { text: known, sourceOf } = readAsKnown(upper);
        expect(sourceOf(known.length)).toBe(upper.length);
      }),
      SEED,
    );
  });
});

describe('an answer as it is written', () => {
  const after = (prompt: string, answer: string) => spellAsWritten(answer, readAsKnown(prompt).spelling);

  it('is what the model says where the writer spells as the corpora do', () => {
    fc.assert(
      fc.property(known, known, (prompt, answer) => {
        fc.pre(!readAsKnown(prompt).spelling.capitals.on);
        expect(after(prompt, answer)).toBe(answer);
      }),
      SEED,
    );
  });

  it('has curly apostrophes after a curly one, and quotes that open and close', () => {
    expect(after('I don\u2019', 't know "him"')).toBe('t know \u201chim\u201d');
    expect(after('It\u2019s ', '"so"')).toBe('\u201cso\u201d');
    expect(after("don\u2019t, don't", "'s")).toBe("'s");
    expect(after('\u201cSo', '" it isn\'t')).toBe('\u201d it isn\u2019t');
  });

  it('ends its lines, widens its letters, parts its marks and shouts as the writer does', () => {
    expect(after('a\r\nb', '\nc')).toBe('\r\nc');
    expect(after('\uff48\uff45', 'llo')).toBe('\uff4c\uff4c\uff4f');
    expect(after('cafe\u0301 ', 'ol\u00e9')).toBe('ole\u0301');
    expect(after('THANK YOU FOR ', 'your help')).toBe('YOUR HELP');
  });

  it('is read as what the model said', () => {
    const respelled = fc.constantFrom('it\u2019s ', 'a\r\n', '\uff41 ', 'e\u0301 ');
    fc.assert(
      fc.property(known, respelled, (answer, prompt) => {
        expect(read(after(prompt, answer))).toBe(read(answer));
      }),
      SEED,
    );
  });
});
