/** What is text and no language: rows of tables, objects, logs, keys, lists of addresses. */
import type { Draws } from './words.ts';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LEVELS = ['INFO', 'WARN', 'ERROR', 'DEBUG'];

const cell = (d: Draws): string =>
  d.pick([() => d.number(), () => d.number(), () => d.stem(), () => d.date()])();
const url = (d: Draws): string =>
  `https://${d.stem()}.example/${d.times(1, 3, () => d.stem()).join('/')}${d.chance(0.4) ? `?${d.stem()}=${d.number()}` : ''}`;

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
