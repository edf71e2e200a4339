/**
 * Puts text into a text box as the person would have: one trusted `input` event, one undo step. `setRangeText` and
 * `value` would throw the box's undo history away.
 */

type TextBox = HTMLTextAreaElement | HTMLInputElement;

/** Ends the undo step of what was typed: Chromium joins an insertion to it. Firefox parts them by itself. */
function partUndo(box: TextBox): void {
  const { selectionStart, selectionEnd } = box;
  box.setSelectionRange(selectionStart, selectionEnd);
}

/** True when the box holds the text at its caret, and nothing else is changed. */
export function insertIntoBox(box: TextBox, text: string): boolean {
  const { value, selectionStart, selectionEnd } = box;
  if (text === '' || selectionStart === null || selectionEnd !== selectionStart) return false;
  const wanted = value.slice(0, selectionStart) + text + value.slice(selectionStart);
  partUndo(box);
  document.execCommand('insertText', false, text);
  // Refused: the call came from within another (Firefox), or the document forbids commands.
  if (box.value === value) insertByScript(box, text, selectionStart);
  if (box.value !== wanted) return false;
  partUndo(box);
  return true;
}

/** Without undo, and with an event that is not trusted: better than nothing. */
function insertByScript(box: TextBox, text: string, caret: number): void {
  const event = { data: text, inputType: 'insertText', bubbles: true, composed: true };
  if (!box.dispatchEvent(new InputEvent('beforeinput', { ...event, cancelable: true }))) return;
  box.setRangeText(text, caret, caret, 'end');
  box.dispatchEvent(new InputEvent('input', event));
}
