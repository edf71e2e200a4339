/** Which route somebody meant who asked for a path that is none. */

/** Paths of other servers for what a route of ours does. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '/v1/chat/completions': '/v1/completions',
  '/chat/completions': '/v1/completions',
  '/completion': '/complete',
  '/generate': '/complete',
  '/api/generate': '/complete',
};

/**
 * The route among `paths` that a path becomes without double and trailing slashes, in small letters, with `/v1` before
 * it; undefined when none. Patterns (`/v1/models/:id`) are not looked at.
 */
export function pathMeant(path: string, paths: ReadonlySet<string>): string | undefined {
  const plain = path
    .toLowerCase()
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1');
  const candidates = [
    plain,
    `/v1${plain}`,
    plain.replace(/^\/v1\/v1\//, '/v1/'),
    plain.replace(/^\/v1\//, '/'),
  ];
  return candidates.find((candidate) => candidate !== path && paths.has(candidate)) ?? ELSEWHERE[plain];
}
