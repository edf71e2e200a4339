import { expect, it } from 'vitest';
import { refuseUnsupported } from '../../../../src/routes/refuse-unsupported.ts';

it('refuses a known field that asks for something, not one that asks for nothing or is unknown', () => {
  expect(() => refuseUnsupported({ grammar: 'x' })).toThrow('grammar: this server does not offer it');
  expect(() =>
    refuseUnsupported({ use_beam_search: false, tools: null, toString: 3, constructor: 4 }),
  ).not.toThrow();
});
