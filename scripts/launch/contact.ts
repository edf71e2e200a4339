/** The address in SECURITY.md to which holes are told. */

/** Stands in SECURITY.md until whoever runs the repository has filled in an address of their own. */
const PLACEHOLDER = 'YOUR-DOMAIN.example';

/** What to do about a page that still names nobody; undefined once it does. */
export function contactWarning(page: string): string | undefined {
  if (!page.includes(PLACEHOLDER)) return undefined;
  return `SECURITY.md still says ${PLACEHOLDER}: fill in an address that you read, so that holes are told to you`;
}
