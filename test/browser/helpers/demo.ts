/** Pages with ghost text in them: for screenshots, for axe, and for the picture of README. */
import type { BrowserContextOptions } from 'playwright-core';

/** A form that somebody answers a letter in. `{server}` is the server's address. */
export const DEMO = `<body><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
textarea, input, [contenteditable] { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .75rem; border: 1px solid GrayText; border-radius: 6px }
[contenteditable] { min-height: 4rem }
button { font: inherit; margin-top: 1rem; padding: .5rem 1rem }
</style>
<main><h1>Reply</h1><form>
<label for="subject">Subject</label>
<ghost-text server="{server}"><input id="subject" name="subject"></ghost-text>
<label for="box">Message</label>
<ghost-text server="{server}"><textarea id="box" name="message" rows="5"></textarea></ghost-text>
<p id="note-label"><strong>Note</strong></p>
<ghost-text server="{server}"><div id="note" contenteditable="true" role="textbox" aria-multiline="true" aria-labelledby="note-label"></div></ghost-text>
<button>Send</button>
</form></main>`;

export const MESSAGE = 'Dear all, I would like to thank you for your supp';
export const REST = 'ort';

export interface Look {
  name: string;
  options: BrowserContextOptions;
  /** Choices as a list; the ghost else. */
  list?: boolean;
}

export const LOOKS: readonly Look[] = [
  { name: 'light', options: { viewport: { width: 760, height: 560 } } },
  { name: 'dark', options: { viewport: { width: 760, height: 560 }, colorScheme: 'dark' } },
  { name: 'forced-colours', options: { viewport: { width: 760, height: 560 }, forcedColors: 'active' } },
  // What a browser's own zoom does: fewer CSS pixels, more of the screen's for each.
  { name: 'zoom-150', options: { viewport: { width: 507, height: 373 }, deviceScaleFactor: 1.5 } },
  {
    name: 'phone',
    options: { viewport: { width: 390, height: 700 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    list: true,
  },
];
