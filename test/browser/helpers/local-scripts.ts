/** What runs a model in a page, and a page of a test that asks it. */
import type { Site } from './site.ts';

/** `scripts` lie under `/local/`; the page at `/` runs `pageScript`. */
export function putScripts(site: Site, scripts: Map<string, Uint8Array>, pageScript: string): void {
  for (const [name, content] of scripts) {
    const type = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    site.files.set(`/local/${name}`, { type, content });
  }
  site.files.set('/page.js', { type: 'text/javascript', content: pageScript });
  site.files.set('/', {
    type: 'text/html',
    content: '<!doctype html><script type="module" src="/page.js"></script>',
  });
}
