/** The attributes of `<ghost-text>`, and the properties that reflect them. */

/** What an attribute's property is without the attribute: a string, a number, or false, which is true while the attribute is there. */
type Kind = '' | false | number;

export const ATTRIBUTES = {
  server: '',
  model: '',
  'min-confidence': 0.4,
  'stop-at': '',
  suggestions: 1,
  delay: 60,
  display: '',
  accept: '',
  announce: '',
  runtime: '',
  'worker-url': '',
  vocabulary: '',
  disabled: false,
  for: '',
} as const satisfies Record<string, Kind>;

/** Of the attributes, as properties. A string whose attribute is not there is empty. */
export interface Attributes {
  /** Where the Afterword server is. */
  server: string;
  /** A model of the server's; else its own choice. */
  model: string;
  /** Suggestions less sure than this are not shown, from 0 to 1. */
  minConfidence: number;
  /** Where a suggestion ends: `word` (default), `sentence` or `line`. */
  stopAt: string;
  /** How many can be turned through. */
  suggestions: number;
  /** Milliseconds of quiet before a question, while keys come fast. */
  delay: number;
  /** `ghost`, `list`, `both`, or `auto` (default): the list where fingers point. */
  display: string;
  /** Keys that take a suggestion: `Tab` (default), or `Tab ArrowRight`. The attribute is `accept`. */
  acceptKeys: string;
  /** `polite` (default) or `off`. */
  announce: string;
  /** Where the model runs: `remote` (default), `local`, or `auto`: remote until it is here. */
  runtime: string;
  /** A worker script of the page's own origin, for `local` and `auto`; else the server's, or the page itself. */
  workerUrl: string;
  /** Names and terms that are likelier, with commas between them. */
  vocabulary: string;
  disabled: boolean;
  /** Id of a text box that is not inside the element. */
  htmlFor: string;
}

/** Two attributes whose own names are taken: by the language, and by the method. */
const NAMED: Record<string, string> = { for: 'htmlFor', accept: 'acceptKeys' };

const propertyOf = (attribute: string): string =>
  NAMED[attribute] ?? attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function read(element: Element, attribute: string, kind: Kind): unknown {
  const value = element.getAttribute(attribute);
  if (kind === false) return value !== null;
  if (kind === '') return value ?? '';
  const number = Number.parseFloat(value ?? '');
  return Number.isFinite(number) ? number : kind;
}

function write(element: Element, attribute: string, kind: Kind, value: unknown): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
  else element.setAttribute(attribute, kind === false ? '' : String(value));
}

/** Gives a class the properties. */
export function reflect(prototype: Element): void {
  for (const [attribute, kind] of Object.entries(ATTRIBUTES)) {
    Object.defineProperty(prototype, propertyOf(attribute), {
      configurable: true,
      enumerable: true,
      get(this: Element) {
        return read(this, attribute, kind);
      },
      set(this: Element, value: unknown) {
        write(this, attribute, kind, value);
      },
    });
  }
}

/** Properties that were set before the element was defined hide those of the class: sets them once more. */
export function takeOver(element: Element, others: readonly string[]): void {
  const late = element as unknown as Record<string, unknown>;
  for (const name of [...Object.keys(ATTRIBUTES).map(propertyOf), ...others]) {
    if (!Object.hasOwn(late, name)) continue;
    const value = late[name];
    delete late[name];
    late[name] = value;
  }
}
