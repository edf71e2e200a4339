/** A Worker that does something of its own, and completes text below `/ai`. */
import { env } from 'cloudflare:workers';
import { createAfterword } from 'afterword-worker';
import ghostText from 'afterword-worker/ghost-text';
import { Hono } from 'hono';

const app = new Hono();
app.get('/', (c) => c.text('The shop is open.'));
app.route('/ai', createAfterword({ models: env.MODELS, defaultModel: 'english-small', ghostText }));

export default app;
