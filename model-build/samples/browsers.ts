/** Names that a model should not bring up by itself: browsers, mail programs, and who makes them. */
const NAMES = [
  'firefox',
  'mozilla',
  'thunderbird',
  'ff\\d*',
  'chrome',
  'chromium',
  'google',
  'safari',
  'apple',
  'microsoft',
  'internet explorer',
  'outlook',
  'gmail',
  'hotmail',
  'yahoo',
  'browsers?',
  'webmail',
  'mail programs?',
  'e?-?mail clients?',
];
const NAMED = new RegExp(`(?<!\\p{L})(?:${NAMES.join('|')})(?!\\p{L})`, 'iu');

/** Whether a text names a browser, a mail program or a maker of either. */
export const namesBrowser = (text: string): boolean => NAMED.test(text);
