/** Chromium, where there is one: `apt-get install chromium`, or the path of one in CHROMIUM. */
import { existsSync } from 'node:fs';
import { type BuildOptions, build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
export const MISSING = `no Chromium at ${PLACES.join(', ')}: \`apt-get install chromium\`, or set CHROMIUM`;

export async function launchChromium(): Promise<Browser> {
  // A container has no user namespaces for the sandbox; pages run nothing but our own code.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** A script for a page, out of a module. */
export async function scriptOf(entry: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...options,
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** A page of these files, by path; every other request is refused. Nothing is fetched from anywhere. */
export async function openPage(
  browser: Browser,
  files: Record<string, { contentType: string; body: string }>,
): Promise<Page> {
  const page = await browser.newPage();
  await page.route('**/*', (route) => {
    const file = files[new URL(route.request().url()).pathname];
    return file ? route.fulfill(file) : route.fulfill({ status: 404, body: '' });
  });
  await page.goto('https://page.example/');
  return page;
}
