'use client';
/**
 * `<ghost-text>` for React 18 and 19: attributes by their names as properties, events as handlers. Its children, the text
 * box among them, stay React's own.
 */
import {
  createElement,
  type DetailedHTMLProps,
  type ForwardedRef,
  forwardRef,
  type HTMLAttributes,
  type ReactNode,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react';
import type { Source } from '../core/source.ts';
import type { Attributes } from './attributes.ts';
import type { GhostEvents, GhostText as GhostTextElement } from './ghost-text.ts';

interface Handlers {
  onGhostShow?: (event: GhostEvents['ghostshow']) => void;
  /** `event.preventDefault()` refuses the insertion. */
  onGhostAccept?: (event: GhostEvents['ghostaccept']) => void;
  onGhostHide?: (event: GhostEvents['ghosthide']) => void;
  onGhostError?: (event: GhostEvents['ghosterror']) => void;
  onGhostProgress?: (event: GhostEvents['ghostprogress']) => void;
}

export interface GhostTextProps extends Partial<Attributes>, Handlers {
  /** What answers, in place of the server. */
  source?: Source | null;
  /** Of the server; set as a property, never written into the page. */
  apiKey?: string;
  className?: string;
  id?: string;
  /** The text box. */
  children?: ReactNode;
}

const HANDLERS = {
  onGhostShow: 'ghostshow',
  onGhostAccept: 'ghostaccept',
  onGhostHide: 'ghosthide',
  onGhostError: 'ghosterror',
  onGhostProgress: 'ghostprogress',
} as const satisfies Record<keyof Handlers, keyof GhostEvents>;

/** Names of attributes where they are not the property's with dashes. */
const NAMED: Record<string, string> = { htmlFor: 'for', acceptKeys: 'accept', className: 'class' };

const attributeOf = (property: string): string =>
  NAMED[property] ?? property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** React 18 writes every property of an element that it does not know as an attribute: so these are attributes. */
function attributesOf(properties: Partial<Attributes>): Record<string, unknown> {
  const set = Object.entries(properties).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(set.map(([name, value]) => [attributeOf(name), value === true ? '' : value]));
}

export const GhostText = forwardRef(function GhostText(
  { source, apiKey, children, ...rest }: GhostTextProps,
  outer: ForwardedRef<GhostTextElement>,
) {
  const ref = useRef<GhostTextElement>(null);
  const latest = useRef<Handlers>({});
  const { onGhostShow, onGhostAccept, onGhostHide, onGhostError, onGhostProgress, ...attributes } = rest;
  latest.current = { onGhostShow, onGhostAccept, onGhostHide, onGhostError, onGhostProgress };
  useImperativeHandle(outer, () => ref.current as GhostTextElement);
  useEffect(() => {
    // In the browser only: a server has no elements.
    void import('./define.ts');
    const element = ref.current;
    const leave = Object.entries(HANDLERS).map(([handler, type]) => {
      const listen = (event: Event) =>
        (latest.current[handler as keyof Handlers] as ((event: Event) => void) | undefined)?.(event);
      element?.addEventListener(type, listen);
      return () => element?.removeEventListener(type, listen);
    });
    return () => {
      for (const end of leave) end();
    };
  }, []);
  useEffect(() => {
    if (ref.current) Object.assign(ref.current, { source: source ?? null, apiKey });
  }, [source, apiKey]);
  return createElement('ghost-text', { ref, ...attributesOf(attributes) }, children);
});

/** The element itself, in JSX: its attributes as they are written in HTML. */
export type GhostTextTag = DetailedHTMLProps<HTMLAttributes<GhostTextElement>, GhostTextElement> & {
  server?: string;
  model?: string;
  'min-confidence'?: number | string;
  'stop-at'?: string;
  vocabulary?: string;
  suggestions?: number | string;
  delay?: number | string;
  display?: string;
  accept?: string;
  announce?: string;
  runtime?: string;
  'worker-url'?: string;
  disabled?: boolean;
  for?: string;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'ghost-text': GhostTextTag;
    }
  }
}
