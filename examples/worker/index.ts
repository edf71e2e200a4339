/** A Worker that does something of its own, and completes text below `/ai`. */
import { env } from 'cloudflare:workers';
import { createAfterword } from 'afterword-worker';
import { Hono } from 'hono';

const app = new Hono();
app.get('/', (c) => c.text('The shop is open.'));
app.route('/ai', createAfterword({ models: env.MODELS, defaultModel: 'english-small' }));

export default app;
