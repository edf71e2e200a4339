/**
 * `GET /openapi.json` and `GET /reference`: what scripts/build-openapi.ts made of the contract, as it was deployed. They
 * are routes only where there are documents to read.
 */
import { mountOf } from '../access/mount.ts';
import type { AppContext, Dependencies } from './context.ts';

type Read = NonNullable<Dependencies['readDocument']>;

/** They change with the server's version only. */
const CACHE = 'public, max-age=300';

/** `GET /openapi.json`. */
export function openapi(readDocument: Read) {
  return async (c: AppContext): Promise<Response> => {
    const document = await readDocument('openapi.json');
    c.header('cache-control', CACHE);
    c.header('content-type', 'application/json');
    return c.body(serversAt(document, mountOf(c)));
  };
}

/** The document as it is built says that the routes begin at the root. */
function serversAt(document: string, mount: string): string {
  if (mount === '') return document;
  return JSON.stringify({ ...JSON.parse(document), servers: [{ url: mount }] });
}

/** `GET /reference`. */
export function reference(readDocument: Read) {
  return async (c: AppContext): Promise<Response> => {
    const page = await readDocument('reference.html');
    c.header('cache-control', CACHE);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.html(page.replaceAll('{{origin}}', new URL(c.req.url).origin + mountOf(c)));
  };
}
