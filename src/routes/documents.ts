/** `GET /openapi.json` and `GET /reference`: what scripts/build-openapi.ts made of the contract, as it was deployed. */
import type { AppContext, Dependencies } from './context.ts';

/** They change with the server's version only. */
const CACHE = 'public, max-age=300';

export function openapi({ readDocument }: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    c.header('cache-control', CACHE);
    c.header('content-type', 'application/json');
    return c.body(await readDocument('openapi.json'));
  };
}

export function reference({ readDocument }: Dependencies) {
  return async (c: AppContext): Promise<Response> => {
    const page = await readDocument('reference.html');
    c.header('cache-control', CACHE);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.html(page.replaceAll('{{origin}}', new URL(c.req.url).origin));
  };
}
