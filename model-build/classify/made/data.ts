/** What is text and no language: rows of tables, objects, logs, keys, lists of addresses. */
import type { Draws } from './words.ts';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LEVELS = ['INFO', 'WARN', 'ERROR', 'DEBUG'];

const cell = (d: Draws): string =>
  d.pick([() => d.number(), () => d.number(), () => d.stem(), () => d.date()])();
const url = (d: Draws): string =>
  `https://${d.stem()}.example/${d.times(1, 3, () => d.stem()).join('/')}${d.chance(0.4) ? `?${d.stem()}=${d.number()}` : ''}`;

/** Characters of a text at most: what a gate reads. */
const MOST = 600;

/** Names with values, of which some are said by people. */
function object(d: Draws, depth: number): Record<string, unknown> {
  const inner = () =>
    d.pick<() => unknown>([
      () => d.whole(0, 99_999),
      () => d.stem(),
      () => d.phrase(8),
      () => d.chance(0.5),
      () => url(d),
      () => `^${d.whole(0, 20)}.${d.whole(0, 20)}.${d.whole(0, 9)}`,
      () => d.times(1, 4, () => d.name(true)),
      () => (depth > 0 ? object(d, depth - 1) : null),
      () => (depth > 0 ? object(d, depth - 1) : d.date()),
    ])();
  return Object.fromEntries(d.times(2, 6, () => [d.name(d.chance(0.5)), inner()]));
}

/** An element of XML, with others in it. */
function element(d: Draws, depth: number): string {
  const name = d.chance(0.2) ? `${d.stem()}:${d.stem()}` : d.name();
  const attributes = d.times(0, 3, () => ` ${d.name()}="${d.pick([d.number(), d.stem(), url(d)])}"`).join('');
  if (depth === 0 || d.chance(0.3))
    return d.chance(0.3)
      ? `<${name}${attributes}/>`
      : `<${name}${attributes}>${d.pick([d.number(), d.phrase(6)])}</${name}>`;
  const inner = d.times(1, 4, () => element(d, depth - 1)).join('\n');
  return `<${name}${attributes}>\n${inner}\n</${name}>`;
}

const TURNS: ((d: Draws) => string)[] = [
  (d) => {
    const width = d.whole(3, 8);
    const sign = d.pick([',', ';', '\t', ' | ']);
    return d.times(1, 5, () => Array.from({ length: width }, () => cell(d)).join(sign)).join('\n');
  },
  (d) =>
    JSON.stringify(
      Object.fromEntries(d.times(2, 5, () => [d.name(true), d.chance(0.5) ? d.whole(0, 999) : d.stem()])),
    ),
  (d) => JSON.stringify(d.times(3, 20, () => d.whole(-99, 999))),
  (d) => JSON.stringify(object(d, 2), null, d.pick([2, 4, '\t'])).slice(-MOST),
  (d) =>
    JSON.stringify(
      d.times(1, 6, () => object(d, 1)),
      null,
      d.pick([0, 2]),
    ).slice(-MOST),
  (d) => `<?xml version="1.0"?>\n${element(d, 3)}`.slice(-MOST),
  (d) => element(d, 3).slice(-MOST),
  (d) =>
    [
      d.times(4, 4, () => d.name(true)).join(','),
      ...d.times(2, 12, () => `${d.whole(1, 9999)},"${d.phrase(6)}",${d.number()},${d.date()}`),
    ].join('\n'),
  (d) =>
    d
      .times(
        1,
        4,
        () =>
          `${d.date()} ${d.clock()} ${d.pick(LEVELS)} ${d.stem()}.${d.stem()} ${d.name(true)}=${d.number()} took ${d.whole(1, 9999)}ms`,
      )
      .join('\n'),
  (d) => d.times(1, 3, () => d.key(HEX, 16, 64)).join('\n'),
  (d) => d.key(BASE64, 24, 120),
  (d) => d.times(2, 6, () => url(d)).join(d.pick(['\n', ' '])),
  (d) => d.times(4, 30, () => d.number()).join(d.pick([' ', ', ', '\n'])),
  (d) =>
    `${d.key(HEX, 8, 8)}-${d.key(HEX, 4, 4)}-${d.key(HEX, 4, 4)}-${d.key(HEX, 4, 4)}-${d.key(HEX, 12, 12)}`,
  (d) =>
    d
      .times(
        1,
        4,
        () =>
          `${d.times(4, 4, () => d.whole(0, 255)).join('.')} - - [${d.date()}:${d.clock()}] "GET /${d.stem()} HTTP/1.1" ${d.pick([200, 304, 404, 500])} ${d.whole(10, 99_999)}`,
      )
      .join('\n'),
  (d) => d.times(2, 5, () => `${d.stem()}${d.whole(1, 99)}@${d.stem()}.example`).join('; '),
  (d) => `<${d.stem()} ${d.stem()}="${d.number()}"><${d.stem()}>${d.number()}</${d.stem()}></${d.stem()}>`,
  (d) => d.times(2, 6, () => `${d.stem()}: ${d.number()}`).join('\n'),
];

export const dataText = (d: Draws): string => d.pick(TURNS)(d);
