/** The one file for a script tag: registers `<ghost-text>`. */
import { GhostText } from './ghost-text.ts';

export type { GhostText };

if (typeof customElements !== 'undefined') {
  if (customElements.get('ghost-text')) console.warn('<ghost-text> is defined twice.');
  else customElements.define('ghost-text', GhostText);
}
