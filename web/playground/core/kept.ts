/** What the service worker answers, and how. Everything else of the site it leaves alone. */

/** A page: the server's, or the kept one where there is none. A file that never changes: the kept one. Figures: as pages. */
export type Way = 'fresh' | 'kept';

/** Paths below `root`, the path of the server with a slash at its end. */
export interface Site {
  root: string;
  /** Files that are kept from the start; their names change with their content. */
  files: readonly string[];
}

/** Pages of the playground, and what else is fetched anew where there is a network. */
export const PAGES = ['', 'learn', 'classifiers'] as const;
const FIGURES = /^v1\/models(?:\/[^/]+)?$/;
const ENTRY = 'local.js';

/** How a request is answered; undefined for one that is none of the playground's. Addresses with a query are none. */
export function wayOf({ root, files }: Site, method: string, url: URL): Way | undefined {
  if (method !== 'GET' || url.search !== '' || !url.pathname.startsWith(root)) return undefined;
  const path = url.pathname.slice(root.length);
  if (files.includes(path)) return 'kept';
  const fresh = PAGES.some((page) => page === path) || path === ENTRY || FIGURES.test(path);
  return fresh ? 'fresh' : undefined;
}

/** What is fetched when the service worker is installed. */
export const firstKept = ({ root, files }: Site): string[] =>
  [...PAGES, ENTRY, ...files].map((path) => root + path);
