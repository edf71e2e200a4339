/** The reference page: the OpenAPI document for people. Generated: see scripts/build-openapi.ts. */
import type { Document, PathItem } from './document.ts';
import { curl } from './examples.ts';
import { faults } from './faults.ts';
import { fieldItem, fieldList } from './fields.ts';
import { type JsonSchema, nameOf } from './schema.ts';
import { escapeHtml, prose, typeWords } from './words.ts';

/** The Worker puts its own address in the place of this. */
const ORIGIN = '{{origin}}';

const STYLE = `:root { color-scheme: light dark }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
pre { overflow-x: auto; padding: .75rem; background: #8882; overflow-wrap: normal }
code { font-size: .9em }
h2 { margin-top: 3rem; border-bottom: 1px solid #8886 }
h3 { margin-top: 2.5rem }
p { margin: .25rem 0 .75rem }
.fields { list-style: none; padding: 0 }
.fields .fields { padding-left: 1rem; border-left: 2px solid #8884 }
.fields li { margin: .5rem 0 }
.fields span { opacity: .8 }`;

/** Self-contained: no script, nothing fetched. */
export function page(document: Document): string {
  const { info, paths, components } = document;
  const shapes = Object.entries(components.schemas);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${info.title}: reference</title>
<style>${STYLE}</style>
<h1>${info.title}: reference</h1>
<p>${escapeHtml(info.summary)} Version ${info.version}. The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
${prose(info.description)}
<pre>${escapeHtml(`curl -s ${ORIGIN}/complete -d '{"prompt":"I am sorry for the late reply. I have been","stop_at":"sentence"}'`)}</pre>
<p>Ghost text in a text box: load <code>${ORIGIN}/ghost-text.js</code> as a module (to pin it: <a href="/ghost-text.json">its path and integrity</a>), and put the box into <code>${escapeHtml(`<ghost-text server="${ORIGIN}">`)}</code>.</p>
<h2>Routes</h2>
<ul>
${everyRoute(paths, (method, path, { operationId, summary }) => `<li><a href="#${operationId}"><code>${method} ${path}</code></a> ${escapeHtml(summary)}</li>`)}
</ul>
${everyRoute(paths, routeSection)}
<h2>Shapes</h2>
${shapes.map(([name, schema]) => shapeSection(name, schema)).join('\n')}
<h2 id="errors">Errors</h2>
<ul class="fields">
${faults()
  .map(
    ({ code: name, status, meaning }) =>
      `<li><b><code>${name}</code></b> <span>${status}</span>\n${prose(meaning)}</li>`,
  )
  .join('\n')}
</ul>
</html>
`;
}

function everyRoute(
  paths: Document['paths'],
  write: (method: string, path: string, item: PathItem) => string,
): string {
  return Object.entries(paths)
    .flatMap(([path, items]) =>
      Object.entries(items).map(([method, item]) => write(method.toUpperCase(), path, item)),
    )
    .join('\n');
}

function routeSection(method: string, path: string, item: PathItem): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = item;
  const fields = parameters.map(({ name, description: meaning, required, schema }) =>
    fieldItem(name, { ...schema, description: meaning }, required, true),
  );
  const body = requestBody?.content['application/json'].schema;
  const failures = Object.keys(responses).filter((status) => Number(status) >= 400);
  return `<h3 id="${operationId}"><code>${method} ${path}</code></h3>
<p>${escapeHtml(summary)}.</p>
${prose(description ?? '')}
<pre>${escapeHtml(curl(ORIGIN, item, path))}</pre>
${body ? `<p>Takes <a href="#${nameOf(body.$ref)}">${nameOf(body.$ref)}</a>.</p>` : ''}
${fields.length > 0 ? `<ul class="fields">\n${fields.join('\n')}\n</ul>` : ''}
<p>Answers ${answers(item)}; <a href="#errors">${failures.join(', ')}</a>.</p>`;
}

function answers({ responses }: PathItem): string {
  const good = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return good
    .flatMap(([status, { content }]) =>
      content
        ? Object.entries(content).map(([type, { schema }]) => {
            const shape = schema.$ref ? ` ${typeWords(schema, true)}` : '';
            return `${status} <code>${type}</code>${shape}`;
          })
        : [status],
    )
    .join(', ');
}

function shapeSection(name: string, schema: JsonSchema): string {
  const sent = name.endsWith('Request');
  const parts = schema.allOf ?? [schema];
  const fields = parts.filter(({ properties }) => properties).map((part) => fieldList(part, sent));
  const meaning = schema.description === undefined ? '' : prose(schema.description);
  return `<h3 id="${name}">${name}</h3>\n${meaning}\n${fields.join('\n')}`;
}
