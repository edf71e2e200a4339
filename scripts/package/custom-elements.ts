/** The custom-elements manifest, schema 2.1, by which editors know `<ghost-text>`: written from the element's sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTRIBUTES } from '../../web/element/attributes.ts';

const folder = join(import.meta.dirname, '../../web/element');

interface Member {
  name: string;
  type: string;
  description: string;
}

/** Properties of an interface, with the comments above them. */
function membersOf(source: string, name: string): Member[] {
  const start = source.indexOf(`interface ${name} {`);
  const body = source.slice(start, source.indexOf('\n}', start));
  const members = body.matchAll(/(?:^ {2}\/\*\* ([^\n]*?) \*\/\n)?^ {2}(\w+): ([^\n]*);$/gm);
  return Array.from(members, ([, description = '', member, type]) => ({ name: member, type, description }));
}

/** Public methods of the class, which stand with their return types and the comments above them. */
function methodsOf(source: string): Member[] {
  const methods = source.matchAll(
    /(?:^ {2}\/\*\* ([^\n]*?) \*\/\n)?^ {2}(?!constructor|get |set )([a-z]\w*)\(.*?\): (\w+) \{$/gm,
  );
  return Array.from(methods, ([, description = '', name, type]) => ({ name, type, description })).filter(
    ({ name }) => !name.endsWith('Callback'),
  );
}

const ATTRIBUTE_OF: Record<string, string> = { htmlFor: 'for', acceptKeys: 'accept' };
const attributeOf = (property: string) =>
  ATTRIBUTE_OF[property] ?? property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function declarationOf() {
  const element = readFileSync(join(folder, 'ghost-text.ts'), 'utf8');
  const properties = membersOf(readFileSync(join(folder, 'attributes.ts'), 'utf8'), 'Attributes');
  const defaults: Record<string, string | number | false> = ATTRIBUTES;
  const attributes = properties.map(({ name, type, description }) => {
    const value = defaults[attributeOf(name)];
    return {
      name: attributeOf(name),
      fieldName: name,
      type: { text: type },
      description,
      ...(typeof value === 'number' && { default: String(value) }),
    };
  });
  return {
    kind: 'class',
    customElement: true,
    tagName: 'ghost-text',
    name: 'GhostText',
    description: 'Shows in the text box inside it what may come next, and takes it with Tab.',
    superclass: { name: 'HTMLElement' },
    attributes,
    members: [
      ...properties.map(({ name, type, description }) => ({
        kind: 'field',
        name,
        type: { text: type },
        description,
        attribute: attributeOf(name),
        reflects: true,
      })),
      {
        kind: 'field',
        name: 'source',
        type: { text: 'Source | null' },
        description: 'What answers, if not the server.',
      },
      {
        kind: 'field',
        name: 'apiKey',
        type: { text: 'string | undefined' },
        description: 'Of the server; never an attribute.',
      },
      { kind: 'field', name: 'state', type: { text: 'StateName' }, readonly: true },
      { kind: 'field', name: 'suggestion', type: { text: 'Suggestion | null' }, readonly: true },
      ...methodsOf(element).map(({ name, type, description }) => ({
        kind: 'method',
        name,
        description,
        return: { type: { text: type } },
      })),
    ],
    events: membersOf(element, 'GhostEvents').map(({ name, type, description }) => ({
      name,
      type: { text: type },
      description,
    })),
    slots: [{ name: '', description: 'The text box: a textarea, an input or an editable element.' }],
    cssParts: [
      { name: 'ghost', description: 'The suggestion, drawn over the text box.' },
      { name: 'list', description: 'The suggestions to choose from.' },
      { name: 'choice', description: 'One of them.' },
      { name: 'chosen', description: 'The one that the key takes.' },
    ],
    cssProperties: [{ name: '--ghost-color', description: 'Colour of the suggestion.' }],
    cssStates: ['off', 'quiet', 'waiting', 'asking', 'shown', 'resting'].map((name) => ({ name })),
  };
}

export function customElementsManifest(): object {
  const reference = { name: 'GhostText', module: 'dist/element.js' };
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path: 'dist/element.js',
        declarations: [declarationOf()],
        exports: [{ kind: 'js', name: 'GhostText', declaration: reference }],
      },
      {
        kind: 'javascript-module',
        path: 'dist/define.js',
        exports: [{ kind: 'custom-element-definition', name: 'ghost-text', declaration: reference }],
      },
    ],
  };
}
