/** Which boxes may have an assistant. What is typed into the others must not leave the page. */

export type TextBox = HTMLTextAreaElement | HTMLInputElement;

/** Prose is typed into these; numbers, addresses of every kind and secrets into the others. */
const TYPES = new Set(['text', 'search']);
const SECRET = /^(one-time-code|current-password|new-password|cc-.*|webauthn)$/;
const NUMBERS = /^(numeric|decimal|tel)$/;

/** Boxes that have been passwords: one that shows its secret is a text box for a while. */
const secret = new WeakSet<Element>();

/** Whether it may not. */
export function unfit(box: TextBox): boolean {
  if (box.type === 'password') secret.add(box);
  if (secret.has(box) || (box.localName === 'input' && !TYPES.has(box.type))) return true;
  const words = (name: string) => (box.getAttribute(name) ?? '').toLowerCase().split(/\s+/);
  // The property hides tokens that a browser does not know: Firefox knows no one-time-code.
  if (words('autocomplete').some((token) => SECRET.test(token))) return true;
  if (NUMBERS.test(words('inputmode')[0]!)) return true;
  const security = getComputedStyle(box).getPropertyValue('-webkit-text-security');
  return security !== '' && security !== 'none';
}
