/** Text of the one special token: the start of a document. It is never found in text, only put before it. */
export const START_TOKEN = '<|document|>';
