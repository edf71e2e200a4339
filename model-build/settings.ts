/** Folders that model-build works in, from the environment. */
import { resolve } from 'node:path';

/** npm's scripts that people give paths to. Under another one, such as `npm test`, INIT_CWD says where that was called. */
const SCRIPTS = new Set(['model', 'bench', 'build:manners', 'bench:keystrokes', 'load', 'service', 'soak']);

/**
 * A path that a person gave on the command line, from where they stand: npm runs a script in the repository's root, and
 * says in INIT_CWD where it was called. An option or argument that takes a path has this as its parser.
 */
export const fromHere = (path: string): string =>
  resolve((SCRIPTS.has(process.env.npm_lifecycle_event ?? '') && process.env.INIT_CWD) || '', path);

/** `fromHere` for an option that may be given several times, or takes several paths. */
export const eachFromHere = (path: string, before: readonly string[] = []): string[] => [
  ...before,
  fromHere(path),
];

const REPOSITORY = resolve(import.meta.dirname, '..');

/** Where runs keep tokenizers, token files and checkpoints: `RUNS`, or runs/ in the repository. */
export const runsFolder = (): string => resolve(process.env.RUNS ?? resolve(REPOSITORY, 'runs'));

/** The run of one version: checkpoints, log, report. */
export const runFolderOf = ({ name, version }: { name: string; version: string }): string =>
  resolve(runsFolder(), `${name}-${version}`);

/** Where finished models go. */
export const modelsFolder = (): string => resolve(process.env.MODELS ?? resolve(REPOSITORY, 'models'));

/** Where recipes are found by name: `RECIPES`, or model-build/recipes/ in the repository. */
export const recipesFolder = (): string =>
  resolve(process.env.RECIPES ?? resolve(REPOSITORY, 'model-build/recipes'));

/** Where recipes of classifiers are found by name: `CLASSIFIERS`, or model-build/classifiers/ in the repository. */
export const classifiersFolder = (): string =>
  resolve(process.env.CLASSIFIERS ?? resolve(REPOSITORY, 'model-build/classifiers'));

/** Where the text of one's own models goes: `CORPORA`, or corpora/ in the repository. */
export const corporaFolder = (): string => resolve(process.env.CORPORA ?? resolve(REPOSITORY, 'corpora'));
