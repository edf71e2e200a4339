/** Every route's example as a request: for the reference page, and for the test that tries them. */
import type { PathItem } from './document.ts';

/** `body` is JSON. */
export function exampleRequest(path: string, item: PathItem): { path: string; body?: string } {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place, example } of item.parameters ?? []) {
    if (example === undefined) continue;
    if (place === 'path') filled = filled.replace(`{${name}}`, String(example));
    else query.set(name, String(example));
  }
  const body = item.requestBody?.content['application/json'].example;
  return {
    path: query.size > 0 ? `${filled}?${query}` : filled,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** A line for a shell. Bodies hold no single quotes. */
export function curl(origin: string, item: PathItem, path: string): string {
  const example = exampleRequest(path, item);
  const data = example.body === undefined ? '' : ` -d '${example.body}'`;
  return `curl -s '${origin}${example.path}'${data}`;
}
