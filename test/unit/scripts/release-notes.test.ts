import { expect, it } from 'vitest';
import { changesOf, versionOf } from '../../../scripts/release-notes.ts';

const CHANGELOG = `# Changelog

Words.

## Unreleased

- Not yet.

## 0.2.0, 2026-11-27

- **New**: it.
  More of it.

## 0.1.0

- First.
`;

it('gives the part of one version', () => {
  expect(changesOf(CHANGELOG, '0.2.0')).toBe('- **New**: it.\n  More of it.');
  expect(changesOf(CHANGELOG, '0.1.0')).toBe('- First.');
});

it.each(['0.2', '0.3.0', '0.2.0,', 'Unreleased.'])(
  'refuses a version that it does not have: %s',
  (version) => {
    expect(() => changesOf(CHANGELOG, version)).toThrow(`nothing below a heading "## ${version}"`);
  },
);

it('refuses a part without a change, and a tag of another version', () => {
  expect(() => changesOf('## 1.0.0\n\n## 0.9.0\n\n- One.\n', '1.0.0')).toThrow('nothing below');
  expect(() => versionOf('v1.0.0', '1.0.1')).toThrow('tag v1.0.0: wanted v1.0.1');
  expect(versionOf('v1.0.1', '1.0.1')).toBe('1.0.1');
});
