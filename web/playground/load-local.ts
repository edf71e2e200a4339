/** The script that runs a model in the page. */
type Script = Pick<typeof import('../source/chosen.ts'), 'openLocal'>;

/** The server's own: it is of the version that the server serves. Rejects where it cannot be had. */
export const loadLocal = (server: string): Promise<Script> => import(`${server}/local.js`);
