/** How a stage tells a person what it does: a line at a time. */
export type Say = (line: string) => void;
