/** Which boxes may have an assistant. What is typed into the others must not leave the page. */

export type TextBox = HTMLTextAreaElement | HTMLInputElement;

/** Prose is typed into these; numbers, addresses of every kind and secrets into the others. */
const TYPES = new Set(['text', 'search']);
const SECRET = /^(one-time-code|current-password|new-password|cc-.*|webauthn)$/;
const NUMBERS = /^(numeric|decimal|tel)$/;

/** Boxes that have been passwords: one that shows its secret is a text box for a while. */
const secret = new WeakSet<Element>();

/** Undefined when it may; else why not. */
export function unfit(box: TextBox): string | undefined {
  if (box.localName === 'input') {
    if (box.type === 'password') secret.add(box);
    if (!TYPES.has(box.type)) return `its type is ${box.type}`;
  }
  if (secret.has(box)) return 'it has been a password';
  // The property hides tokens that a browser does not know: Firefox knows no one-time-code.
  const tokens = (box.getAttribute('autocomplete') ?? '').toLowerCase().split(/\s+/);
  const token = tokens.find((word) => SECRET.test(word));
  if (token) return `its autocomplete is ${token}`;
  const inputMode = box.getAttribute('inputmode') ?? '';
  if (NUMBERS.test(inputMode.toLowerCase())) return `its inputmode is ${inputMode}`;
  const security = getComputedStyle(box).getPropertyValue('-webkit-text-security');
  return security === '' || security === 'none' ? undefined : 'its text is hidden';
}
