/** Registers the playground's service worker: a reload without a network finds the page. */

type ScriptPolicy = { createScriptURL(url: string): string };

/** Another policy than `web/local` makes: a page allows each once. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): ScriptPolicy };
  };
  const rules = { createScriptURL: (known: string) => known };
  return trustedTypes?.createPolicy('afterword-playground', rules).createScriptURL(url) ?? url;
}

/** `root` is the server's address. Where a browser has no service workers, or lets none be, nothing is lost but that. */
export function registerOffline(root: string): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const script = new URL('playground/sw.js', root).href;
  serviceWorker?.register(trusted(script), { scope: new URL(root).pathname }).catch(() => undefined);
}
