/** Who asks, as far as a server without accounts can tell: an API key's tenant, or the network of an address. */

/** Groups of an IPv6 address that one customer is given: a /64. */
const NETWORK_GROUPS = 4;

/**
 * Names a caller. Undefined for one without a key and an address: nobody can tell such callers apart. Prefixed, so that
 * no key's id can be an address. `address` is Cloudflare's `CF-Connecting-IP`, which a client cannot set there.
 */
export function callerOf(tenant: string, address: string | undefined): string | undefined {
  if (tenant !== '') return `key:${tenant}`;
  return address === undefined ? undefined : `address:${networkOf(address)}`;
}

/**
 * What of an address one customer has: an IPv4 address whole, of an IPv6 address its /64, in which anybody has 2^64
 * addresses. Text that is no address stays as it is.
 */
export function networkOf(address: string): string {
  const text = address.trim().toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (mapped) return mapped[1]!;
  const groups = groupsOf(text);
  if (groups === undefined) return text;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  // The mapped addresses again, in hexadecimal.
  if (numbers.slice(0, 5).every((number) => number === 0) && numbers[5] === 0xffff) {
    return numbers
      .slice(6)
      .map((number) => `${number >> 8}.${number & 255}`)
      .join('.');
  }
  return `${numbers
    .slice(0, NETWORK_GROUPS)
    .map((number) => number.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2); undefined for any other text. */
function groupsOf(text: string): string[] | undefined {
  if (!/^[\da-f:]+$/.test(text) || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])];
  return groups.every((group) => /^[\da-f]{1,4}$/.test(group)) ? groups : undefined;
}
