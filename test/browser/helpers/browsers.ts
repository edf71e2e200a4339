/**
 * Real browsers: Debian's chromium and firefox-esr, driven by playwright-core. At home a missing one is a skip with a word;
 * where BROWSERS is `required`, as in `.ci/run`, it is a failure.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium, firefox } from 'playwright-core';
import { ws } from 'playwright-core/lib/utilsBundle';

export const KINDS = ['chromium', 'firefox'] as const;
export type Kind = (typeof KINDS)[number];

const PLACES: Record<Kind, string[]> = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
};

const placeOf = (kind: Kind): string | undefined =>
  process.env[kind.toUpperCase()] ?? PLACES[kind].find((path) => existsSync(path));

/** Why a browser cannot be had; undefined when it can. */
export function missing(kind: Kind): string | undefined {
  if (placeOf(kind)) return undefined;
  const package_ = kind === 'chromium' ? 'chromium' : 'firefox-esr';
  const message = `no ${kind} at ${PLACES[kind].join(', ')}: \`apt-get install ${package_}\`, or set ${kind.toUpperCase()}`;
  if (process.env.BROWSERS === 'required') throw new Error(message);
  process.stderr.write(`not tested in ${kind}: ${message}\n`);
  return message;
}

/**
 * playwright-core 1.65 sends Firefox a command that Firefox 153 has not: the colour scheme to emulate. Here it is answered
 * as done. Goes with the first Firefox that knows it.
 */
const UNKNOWN_TO_FIREFOX = 'emulation.setMediaFeaturesOverride';
let bridged = false;

function bridgeFirefox(): void {
  if (bridged) return;
  bridged = true;
  const { send } = ws.prototype;
  ws.prototype.send = function (data, ...rest) {
    const { id, method } = JSON.parse(String(data));
    if (method !== UNKNOWN_TO_FIREFOX) return send.call(this, data, ...rest);
    queueMicrotask(() =>
      this.emit('message', Buffer.from(`{"type":"success","id":${id},"result":{}}`), false),
    );
  };
}

/** Only for what hangs, as in vitest.config.ts: playwright's own 30 seconds are few on a busy machine. */
const PATIENCE = 120_000;

/** `settings`: of about:config, for Firefox. */
export async function launch(kind: Kind, settings: Record<string, boolean> = {}): Promise<Browser> {
  const browser = await start(kind, settings);
  const { newContext } = browser;
  browser.newContext = async (options) => {
    const context = await newContext.call(browser, options);
    context.setDefaultTimeout(PATIENCE);
    return context;
  };
  return browser;
}

async function start(kind: Kind, settings: Record<string, boolean>): Promise<Browser> {
  const executablePath = placeOf(kind);
  // A container has no user namespaces for the sandbox; the pages are our own.
  if (kind === 'chromium') return chromium.launch({ executablePath, args: ['--no-sandbox'] });
  bridgeFirefox();
  // Stock Firefox over WebDriver BiDi.
  return firefox.launch({ channel: 'moz-firefox', executablePath, firefoxUserPrefs: settings });
}
