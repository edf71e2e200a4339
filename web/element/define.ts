/** The one file for a script tag. */
export {};
