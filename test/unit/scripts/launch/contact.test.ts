/** A launch warns as long as nobody can be told of a hole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contactWarning } from '../../../../scripts/launch/contact.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../SECURITY.md'), 'utf8');

it('warns of the placeholder, and not of an address', () => {
  const [, address] = /\*\*(\S+@\S+)\*\*/.exec(PAGE)!;
  const filled = PAGE.replace(address!, 'security@afterword.test');
  expect(contactWarning(filled)).toBeUndefined();
  const empty = PAGE.replace(address!, 'security@YOUR-DOMAIN.example');
  expect(contactWarning(empty)).toMatch(/^SECURITY\.md still says/);
});
