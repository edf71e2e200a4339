/** The part of d3-dsv that is used: it comes without types. */
declare module 'd3-dsv' {
  interface Dsv {
    /** Rows of cells; quotes and line ends as RFC 4180 has them. */
    parseRows(text: string): string[][];
    formatRows(rows: readonly (readonly string[])[]): string;
  }
  export function dsvFormat(delimiter: string): Dsv;
}
