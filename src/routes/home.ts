/** `GET /`, `GET /learn` and `GET /classifiers`: the playground, or a word on where the API is where its files are not at hand. */
import { mountOf } from '../access/mount.ts';
import type { AppContext, Dependencies } from './context.ts';

/** What the pages may do: run scripts of this server, models among them, and ask it. `web/local` and the pages have a policy each. */
const POLICY = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types afterword afterword-playground`;

/** `GET /`. */
export function home({ readDocument }: Dependencies) {
  return readDocument
    ? playgroundPage(readDocument, 'playground.html')
    : (c: AppContext): Response => c.text(`Afterword. POST ${originOf(c)}/complete {"prompt":"..."}\n`);
}

/** A page of the playground, with the address of this server in it. */
export function playgroundPage(
  readDocument: NonNullable<Dependencies['readDocument']>,
  name: 'playground.html' | 'learn.html' | 'classifiers.html',
) {
  return async (c: AppContext): Promise<Response> => {
    const page = await readDocument(name);
    c.header('content-security-policy', POLICY);
    return c.html(page.replaceAll('{{origin}}', originOf(c)).replaceAll('{{mount}}', mountOf(c)));
  };
}

/** What routes begin with. */
const originOf = (c: AppContext): string => new URL(c.req.url).origin + mountOf(c);
