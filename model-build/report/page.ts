/** A page that needs nothing but itself: no script, no font, no address is fetched. Light and dark by the reader's choice. */
import { type Html, html } from './html.ts';

export const page = (title: string, sections: Html[]): string =>
  html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
:root { color: light-dark(#222, #ddd); background: light-dark(#fff, #16181b); font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
figure { margin: 1.5rem 0; } figcaption { margin-bottom: .5rem; } figure svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top; }
td { font-variant-numeric: tabular-nums; }
pre, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 1rem; }
blockquote { border-left: 3px solid light-dark(#ccc, #444); padding-left: .8rem; }
</style>
<h1>${title}</h1>
${sections}
</html>
`.text;
