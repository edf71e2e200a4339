/** Which route somebody meant who asked for a path that is none. */

/** What other servers call a completion, and what they call their models: the last name of a path. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/\/(?:completion|generate|generate_stream|infill|chat|responses)$/, '/complete'],
  [/\/(?:tags|info|props)$/, '/v1/models'],
];

/**
 * The path of a route that `path` becomes in small letters, without double and trailing slashes and without what stands
 * before it, with `/v1` before it; undefined when none. `paths` are those of routes, `/v1/models/:id` among them.
 */
export function pathMeant(path: string, paths: ReadonlySet<string>): string | undefined {
  const names = path.toLowerCase().split('/').filter(Boolean);
  const routes = [...paths].map((route) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`));
  for (let from = 0; from < names.length; from++) {
    const end = `/${names.slice(from).join('/')}`;
    for (const meant of [end, `/v1${end}`])
      if (meant !== path && routes.some((route) => route.test(meant))) return meant;
  }
  const plain = `/${names.join('/')}`;
  return ELSEWHERE.find(([name]) => name.test(plain))?.[1];
}
