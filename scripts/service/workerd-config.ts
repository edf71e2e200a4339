/** workerd's own configuration of the Worker: its modules, its variables, models and pages from folders. */

export interface Service {
  /** Files beside the configuration; `service.js` is the entry. */
  modules: string[];
  compatibilityDate: string;
  compatibilityFlags: string[];
  vars: Record<string, string>;
  /** Names of variables of the process that become bindings. */
  secrets: string[];
  v8Flags: string[];
}

/**
 * Text of a `config.capnp`. Three things are given on workerd's command line, so that one bundle serves anywhere:
 * `--socket-addr http=ADDRESS`, `--directory-path models=DIR`, `--directory-path public=DIR`.
 */
export function describeService(service: Service): string {
  const { modules, compatibilityDate, compatibilityFlags, vars, secrets, v8Flags } = service;
  const entry = modules.toSorted((a, b) => Number(b === 'service.js') - Number(a === 'service.js'));
  const embedded = entry.map((file) => {
    const kind = file.endsWith('.wasm') ? 'wasm' : 'esModule';
    return `(name = ${quote(file)}, ${kind} = embed ${quote(file)})`;
  });
  const bindings = [
    '(name = "FILES", service = "models")',
    '(name = "ASSETS", service = "public")',
    ...Object.entries(vars).map(([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`),
    ...secrets.map((name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "afterword", worker = .afterword),
    (name = "models", disk = (allowDotfiles = false)),
    (name = "public", disk = (allowDotfiles = false)),
  ],
  sockets = [(name = "http", http = (), service = "afterword")],
  v8Flags = [${v8Flags.map(quote).join(', ')}],
);

const afterword :Workerd.Worker = (
  modules = [${list(embedded)}],
  compatibilityDate = ${quote(compatibilityDate)},
  compatibilityFlags = [${compatibilityFlags.map(quote).join(', ')}],
  bindings = [${list(bindings)}],
);
`;
}

const list = (items: string[]) => `\n    ${items.join(',\n    ')},\n  `;

/** A text of Cap'n Proto's. */
function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
