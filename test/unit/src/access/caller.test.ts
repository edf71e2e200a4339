import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callerOf, networkOf } from '../../../../src/access/caller.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002:0003:0004:0005:0006', '2001:db8:1:2::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each(['', 'unknown', '1:2:3', '1::2::3', '1:2:3:4:5:6:7:8:9', '12345::1', 'g::1', '1:2:3:4:5:6:7::8'])(
  'what is no address stays what it is: %j',
  (text) => {
    expect(networkOf(text)).toBe(text);
  },
);

it('puts addresses together that differ in their last 64 bits only, however they are written', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const half = fc.array(group, { minLength: 4, maxLength: 4 });
  const write = (groups: number[]) => groups.map((number) => number.toString(16)).join(':');
  fc.assert(
    fc.property(half, half, half, half, (network, a, b, other) => {
      fc.pre(network.some((number) => number > 0));
      const of = (host: number[], net = network) => networkOf(`${write(net)}:${write(host)}`);
      expect(of(a)).toBe(of(b));
      expect(of(a)).toBe(networkOf(`${write(network)}::`));
      if (write(network) !== write(other)) expect(of(a, other)).not.toBe(of(a));
    }),
  );
});

it('names a key before an address, neither for the other, and nobody who has none of the two', () => {
  expect(callerOf('site', '192.0.2.1')).toBe('key:site');
  expect(callerOf('', '192.0.2.1')).toBe('address:192.0.2.1');
  expect(callerOf('192.0.2.1', undefined)).not.toBe(callerOf('', '192.0.2.1'));
  expect(callerOf('', undefined)).toBeUndefined();
});
