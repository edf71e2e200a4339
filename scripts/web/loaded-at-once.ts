/** What a browser loads with a script before it runs. */

/** Files of a build that these name, directly or through each other, by imports that are not calls; themselves included. */
export function loadedAtOnce(files: ReadonlyMap<string, Uint8Array>, names: readonly string[]): string[] {
  const loaded = new Set<string>();
  const load = (name: string) => {
    const bytes = files.get(name);
    if (bytes === undefined || loaded.has(name)) return;
    loaded.add(name);
    if (!name.endsWith('.js')) return;
    const imports = new TextDecoder().decode(bytes).matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+)["']/g);
    for (const [, imported] of imports) load(imported!);
  };
  for (const name of names) load(name);
  return [...loaded];
}
