/** Where the application stands in another: `app.route('/ai', afterword)` mounts it below a path. */
import type { Context } from 'hono';
import { basePath } from 'hono/route';

/** The path that every route begins with, without a slash at its end: `/ai`; empty for a whole Worker. */
export const mountOf = (c: Context): string => basePath(c).replace(/\/+$/, '');

/** The path of the request as the routes here are written: `/health`, also where that is `/ai/health`. */
export const ownPath = (c: Context): string => c.req.path.slice(mountOf(c).length) || '/';
