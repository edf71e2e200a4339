/** `GET /`: one plain page that explains the API. */
import { mountOf } from '../access/mount.ts';
import type { AppContext, Dependencies } from './context.ts';

/** `GET /`. */
export function home({ readDocument }: Dependencies) {
  return (c: AppContext): Response => {
    const mount = mountOf(c);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.html(
      page(new URL(c.req.url).origin + mount) + (readDocument ? links(new URL(c.req.url).origin, mount) : ''),
    );
  };
}

/** `base` is the address that routes begin with. */
const page = (base: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Afterword</title>
<style>:root { color-scheme: light dark } body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
pre { overflow-x: auto; padding: .75rem; background: #8881 } dt { font-family: monospace }</style>
<h1>Afterword</h1>
<p>Completes text inside a Cloudflare Worker, by a recurrent language model of a few megabytes.</p>
<pre>curl -s ${base}/complete -d '{"prompt":"The history of the city","max_tokens":24,"seed":7}'</pre>
<p>With <code>"stream": true</code> the answer comes as server-sent events, a piece of text each.</p>
<h2>Routes</h2>
<dl>
<dt>POST /complete</dt><dd>Completes a prompt, with defaults for a person who types.</dd>
<dt>GET /complete?prompt=...</dt><dd>The same for up to 32 tokens, always the same answer, which caches may keep. The prompt stands in the address: only for public text.</dd>
<dt>POST /v1/completions</dt><dd>The same for clients of OpenAI's API, with its defaults.</dd>
<dt>POST /tokenize, POST /detokenize</dt><dd>A text's tokens with their offsets, and the text of tokens.</dd>
<dt>GET /v1/models</dt><dd>The models that can be named in a request.</dd>
<dt>GET /v1/models/:id</dt><dd>One model: its figures, its training, its data and their licences.</dd>
<dt>GET /health</dt><dd>Whether the server is alive.</dd>
</dl>
`;

const links = (origin: string, mount: string): string => `<h2>Ghost text in a text box</h2>
<pre>&lt;script type="module" src="${origin}${mount}/ghost-text.js">&lt;/script>
&lt;ghost-text server="${origin}${mount}">&lt;textarea name="reply">&lt;/textarea>&lt;/ghost-text></pre>
<p>To pin the script: <a href="${mount}/ghost-text.json">its path and integrity</a>.</p>
<p><a href="${mount}/reference">Reference</a>: every field with its range, default and meaning, and an example for every route.
For programs: <a href="${mount}/openapi.json">openapi.json</a>.</p>
`;
