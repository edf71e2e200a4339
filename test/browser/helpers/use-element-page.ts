/** A page for the suites of one file: opened once, skipped where the browser is missing. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Kind, missing } from './browsers.ts';
import { type ElementPage, openElementPage } from './element-page.ts';
import { continuing } from './stand.ts';

/** What the server goes on with, unless a test says otherwise. */
const SENTENCE = 'I would like to thank you for your support in this matter.';

/** Returns how a test gets at the page. */
export function useElementPage(kind: Kind): () => ElementPage {
  const absent = missing(kind);
  let page: ElementPage | undefined;
  beforeAll(async () => {
    if (!absent) page = await openElementPage(kind);
  });
  afterAll(() => page?.close());
  beforeEach(({ skip }) => {
    skip(!!absent, absent);
    page!.stand.complete = continuing(SENTENCE);
  });
  return () => page!;
}
