/**
 * `node scripts/release-notes.ts v1.2.3`: the changelog's part of a version, for the page of the release. Fails when
 * package, Worker or changelog do not name that version.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../src/version.ts';

/** Text below `## <version>` up to the next heading of that level. Throws an Error when there is none, or nothing in it. */
export function changesOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((text) => text.split(/[\s,]/, 1)[0] === version);
  const changes = part?.slice(part.indexOf('\n')).trim();
  if (!changes) throw new Error(`CHANGELOG.md: nothing below a heading "## ${version}"`);
  return changes;
}

/** The version that a tag names. Throws an Error when it is not `version`. */
export function versionOf(tag: string, version: string): string {
  if (tag !== `v${version}`) throw new Error(`tag ${tag}: wanted v${version}, the version of the package`);
  return version;
}

if (import.meta.main) {
  try {
    const changelog = readFileSync(join(import.meta.dirname, '../CHANGELOG.md'), 'utf8');
    console.log(changesOf(changelog, versionOf(process.argv[2] ?? '', VERSION)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
