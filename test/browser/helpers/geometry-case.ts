/** Text boxes of every kind that pages have. */
import fc from 'fast-check';
import type { GeometryCase } from '../pages/geometry.ts';

const pixels = (min: number, max: number) =>
  fc.integer({ min: min * 4, max: max * 4 }).map((quarters) => `${quarters / 4}px`);

const word = fc.constantFrom(
  ...[
    'the',
    'history',
    'of',
    'a',
    'city',
    'incomprehensibilities',
    'Straße',
    'don’t',
    'AVAWAY',
    'fi',
    'office',
  ],
  ...[
    '字典里没有',
    'مرحبا',
    'שלום',
    '😀',
    '👩‍👩‍👧',
    'e\u0301',
    '—',
    'x'.repeat(70),
    'semi-detached',
    '3.14',
    '(so)',
  ],
);
const gap = fc.constantFrom(' ', ' ', ' ', ' ', '  ', '\t', '\n', '\n\n', '     ', '. ', ', ');
const text = fc
  .array(fc.tuple(word, gap), { minLength: 1, maxLength: 40, size: 'max' })
  .map((pairs) => pairs.map(([first, second]) => first + second).join(''));

const style = fc.record({
  width: pixels(60, 500),
  fontFamily: fc.constantFrom('serif', 'sans-serif', 'monospace', 'system-ui'),
  fontSize: pixels(9, 40),
  fontWeight: fc.constantFrom('400', '700'),
  fontStyle: fc.constantFrom('normal', 'italic'),
  lineHeight: fc.constantFrom('normal', '1', '1.5', '27.5px'),
  letterSpacing: fc.constantFrom('normal', '0.5px', '2px', '-0.3px'),
  wordSpacing: fc.constantFrom('normal', '3px'),
  padding: fc.constantFrom('2px', '0', '8.5px 3px', '12px 0 4px 20px'),
  border: fc.constantFrom('1px solid', '0', '3.5px solid', '2px solid'),
  boxSizing: fc.constantFrom('border-box', 'content-box'),
  tabSize: fc.constantFrom('8', '4', '3'),
  textTransform: fc.constantFrom('none', 'none', 'uppercase'),
  textIndent: fc.constantFrom('0', '0', '0', '24px'),
  overflowWrap: fc.constantFrom('break-word', 'normal', 'anywhere'),
  direction: fc.constantFrom('ltr', 'ltr', 'ltr', 'rtl'),
  textAlign: fc.constantFrom('start', 'start', 'start', 'center', 'right'),
  scrollbarGutter: fc.constantFrom('auto', 'auto', 'stable'),
});

/**
 * A gutter on the left, in a box that is scrolled sideways, is left out: Chromium places the text by another scroll offset
 * than it tells. There the element believes OpaqueRange.
 */
const isPlain = ({ style }: GeometryCase): boolean =>
  style.direction === 'ltr' || style.scrollbarGutter === 'auto';

export const geometryCase: fc.Arbitrary<GeometryCase> = fc
  .record({
    kind: fc.constantFrom('textarea', 'textarea', 'textarea', 'input'),
    text,
    at: fc.oneof(
      fc.constant(1),
      fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
    ),
    ghost: fc.constantFrom('ort', ' and so', 'history', ' incomprehensibilities', '字典', ' a'),
    style,
    attributes: fc.constantFrom<Record<string, string>[]>({}, { wrap: 'off' }, { rows: '4' }, { rows: '2' }),
    scroll: fc.constantFrom(0, 0.5, 1),
    scale: fc.constantFrom(1, 1, 1.25, 0.8),
    zoom: fc.constantFrom(1, 1, 1, 1.5),
  })
  .filter(isPlain);
