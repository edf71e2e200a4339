/** The server's version, as in package.json: a part of every answer's fingerprint. */
export const VERSION = '0.2.0';
