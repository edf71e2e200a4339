/** From a model's name to a model that is ready to run, whatever state the store is in. */
import { remembering } from '../cache-model/with-cache.ts';
import { FAULTS } from '../contract/faults.ts';
import { type Alias, type Generation, type Manifest, ModelNameSchema } from '../contract/manifest.ts';
import type { StepModel } from '../contract/step-model.ts';
import type { Task } from '../contract/task.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Opening, RunnableArtefact } from '../runtime/runtime.ts';
import type { Ngrams } from '../text/ngrams.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { readArtefact } from './artefact.ts';
import type { Bucket } from './bucket.ts';
import { checkGraphMatches } from './graph-check.ts';
import { Manifests } from './manifests.ts';
import { ModelNames } from './model-names.ts';
import { type Lease, type Load, Residents } from './residents.ts';
import { Aliases, REST_MS } from './served-versions.ts';

/** A version that is in memory and open. */
export interface AnyModel {
  manifest: Manifest;
  tokenizer: Tokenizer | Ngrams;
  model: StepModel;
  dispose(): void;
}

/** One that completes text. */
export interface LoadedModel extends AnyModel {
  manifest: Manifest & { generation: Generation };
  tokenizer: Tokenizer;
}

/** One that says what a text is. */
export interface LoadedClassifier extends AnyModel {
  manifest: Manifest & { task: Task };
}

/** Why another version than the alias's current one is served. */
export interface Fallback {
  broken: string;
  reason: string;
}

/** What is served under a name. */
export interface Description {
  manifest: Manifest;
  alias: Alias;
  fallback: Fallback | null;
  /** Name of the runtime that runs it in this isolate; null while it is not loaded. */
  runtime: string | null;
}

/** What a catalog is made with. */
export interface CatalogDependencies {
  bucket: Bucket;
  /** Finds a runtime for verified bytes. */
  prepare(artefact: RunnableArtefact): Opening;
  /** Bytes that models may take together. */
  limitBytes(): number;
  aliasTtlMs: number;
  /** Milliseconds. */
  now(): number;
  /** Waits a few milliseconds. */
  wait(): Promise<void>;
  log: Log;
}

/** Hands a promise to the platform, so that it goes on when the request that began it is cancelled. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Memory that a tokenizer's maps take, as a multiple of its file. */
const MEMORY_PER_TOKENIZER_BYTE = 3;
/** Looks at whether a new version is loaded, before a loaded older one answers in its place: a second at 5 ms. */
const LOOKS_AT_LOAD = 200;

/** A version that would not load, and until when it is left alone, in ms. */
interface Rest {
  version: string;
  failure: AppError;
  untilMs: number;
}

/** The models of a store, and those of them that are in memory. */
export class Catalog {
  readonly #dependencies: CatalogDependencies;
  readonly #names: ModelNames;
  readonly #aliases: Aliases;
  readonly #manifests: Manifests;
  readonly #residents: Residents<AnyModel>;
  /** By model name. */
  readonly #rests = new Map<string, Rest>();

  constructor(dependencies: CatalogDependencies) {
    const { bucket, aliasTtlMs, now, limitBytes, wait, log } = dependencies;
    this.#dependencies = dependencies;
    this.#names = new ModelNames(bucket, aliasTtlMs, now);
    this.#aliases = new Aliases(bucket, aliasTtlMs, now, log);
    this.#manifests = new Manifests(bucket, aliasTtlMs, now);
    this.#residents = new Residents(limitBytes, wait);
  }

  /** `<name>/<version>` of what is loaded. */
  resident(): string[] {
    return this.#residents.keys();
  }

  /** Leases that are out. */
  leases(): number {
    return this.#residents.users();
  }

  /** Folders of the store: models, most of them. */
  names(): Promise<string[]> {
    return this.#names.read();
  }

  /**
   * A lease on the served version of a model: the current one, else the one that this isolate already holds, else the
   * previous one; a store that does not answer is a fault of no version, and only what is held stands in then. While a
   * new version loads for longer than a second, the one that is held answers.
   * Throws `model_not_found`, and the current version's own failure when none of them loads.
   */
  async acquire(name: string, keepAlive: KeepAlive): Promise<Lease<AnyModel>> {
    const alias = await this.#alias(name);
    const { current } = alias;
    const rest = this.#resting(name, current);
    if (rest) {
      const others = this.#standIns(name, alias, rest.failure);
      if (others.length > 0) return this.#fallBack(name, others, rest.failure, keepAlive);
    }
    try {
      const lease = await this.#loadCurrent(name, current, keepAlive);
      this.#rests.delete(name);
      return lease;
    } catch (error) {
      if (!isModelFault(error)) throw error;
      const others = this.#standIns(name, alias, error);
      if (others.length === 0) throw error;
      this.#leaveAlone(name, current, error);
      return this.#fallBack(name, others, error, keepAlive);
    }
  }

  /** False when there is no such model; true as long as nobody knows. Asks the store once in a while. */
  async mayHave(name: string): Promise<boolean> {
    if (!ModelNameSchema.safeParse(name).success) return false;
    return this.#aliases.read(name).then(
      (alias) => alias !== null,
      () => true,
    );
  }

  /** What is served under a name, from its manifest. Throws as `acquire` does. */
  async describe(name: string): Promise<Description> {
    const served = await this.#served(name);
    const resident = this.#residents.peek(`${name}/${served.manifest.version}`);
    return { ...served, runtime: resident?.model.runtime ?? null };
  }

  async #served(name: string): Promise<Omit<Description, 'runtime'>> {
    const alias = await this.#alias(name);
    const { current, previous } = alias;
    const rest = this.#resting(name, current);
    if (previous === null || rest?.failure.code === 'storage_unavailable') {
      return { manifest: await this.#manifests.read(name, current), alias, fallback: null };
    }
    const fallBack = async ({ message }: AppError) => ({
      manifest: await this.#manifests.read(name, previous),
      alias,
      fallback: { broken: current, reason: message },
    });
    if (rest) return fallBack(rest.failure);
    try {
      return { manifest: await this.#manifests.read(name, current), alias, fallback: null };
    } catch (error) {
      if (!isModelFault(error) || error.code === 'storage_unavailable') throw error;
      return fallBack(error);
    }
  }

  async #alias(name: string): Promise<Alias> {
    const alias = ModelNameSchema.safeParse(name).success ? await this.#aliases.read(name) : null;
    if (alias === null) {
      throw new AppError('model_not_found', `There is no model "${name.slice(0, 64)}".`, { param: 'model' });
    }
    return alias;
  }

  /** Versions of a model that are loaded, but for this one. */
  #heldBeside(name: string, version: string): string[] {
    const prefix = `${name}/`;
    const held = this.resident().filter((key) => key.startsWith(prefix) && key !== prefix + version);
    return held.map((key) => key.slice(prefix.length));
  }

  /** Versions that may be served when the current one fails so, the best first. */
  #standIns(name: string, { current, previous }: Alias, failure: AppError): string[] {
    const held = this.#heldBeside(name, current);
    // Where the store is silent, a version that is not loaded is as far away as the current one.
    const others = failure.code === 'storage_unavailable' || previous === null ? [] : [previous];
    return [...new Set([...held, ...others])].filter((version) => version !== current);
  }

  #resting(name: string, current: string): Rest | undefined {
    const rest = this.#rests.get(name);
    return rest?.version === current && this.#dependencies.now() < rest.untilMs ? rest : undefined;
  }

  #leaveAlone(name: string, version: string, failure: AppError): void {
    const { log, now, aliasTtlMs } = this.#dependencies;
    const { code, message } = failure;
    log('model_fallback', { model: name, broken: version, code, reason: message });
    const ms = code === 'storage_unavailable' ? Math.min(REST_MS, aliasTtlMs) : aliasTtlMs;
    this.#rests.set(name, { version, failure, untilMs: now() + ms });
  }

  /** The first of `versions` that loads. Throws `failure` when none does. */
  async #fallBack(
    name: string,
    versions: string[],
    failure: AppError,
    keepAlive: KeepAlive,
  ): Promise<Lease<AnyModel>> {
    for (const version of versions) {
      try {
        return await this.#load(name, version, keepAlive);
      } catch (error) {
        if (!isModelFault(error)) throw error;
      }
    }
    this.#rests.delete(name);
    throw failure;
  }

  /** A lease on `current`, or on another version that is held, if `current` takes long to load. */
  async #loadCurrent(name: string, current: string, keepAlive: KeepAlive): Promise<Lease<AnyModel>> {
    const loading = this.#load(name, current, keepAlive);
    const isLoaded = this.#residents.peek(`${name}/${current}`) !== undefined;
    if (isLoaded || this.#heldBeside(name, current).length === 0) return loading;
    let settled = false;
    const settle = () => {
      settled = true;
    };
    loading.then(settle, settle);
    for (let looks = 0; looks < LOOKS_AT_LOAD && !settled; looks++) await this.#dependencies.wait();
    const [held] = this.#heldBeside(name, current);
    if (settled || held === undefined) return loading;
    loading.then(
      (lease) => lease.release(),
      () => undefined,
    );
    return this.#load(name, held, keepAlive);
  }

  async #load(name: string, version: string, keepAlive: KeepAlive): Promise<Lease<AnyModel>> {
    const { bucket, prepare, log } = this.#dependencies;
    const key = `${name}/${version}`;
    const load: Load<AnyModel> = async (room) => {
      const manifest = await this.#manifests.read(name, version);
      const { onnx, tokenizer } = await readArtefact(bucket, manifest);
      const graph = checkGraphMatches(onnx, manifest);
      const opening = prepare({ onnx, graph, manifest });
      const tokenizerBytes = MEMORY_PER_TOKENIZER_BYTE * manifest.files['tokenizer.json']!.bytes;
      await room(opening.bytes + tokenizerBytes, opening.alone);
      const network = await opening.open();
      const model = manifest.task ? network : remembering(network, manifest.cache);
      log('model_loaded', { model: name, version, runtime: model.runtime });
      return { manifest, tokenizer, model, dispose: () => model.dispose() };
    };
    return this.#residents.acquire(key, (room) => {
      const loading = load(room);
      keepAlive(loading.catch(() => this.#manifests.forget(name, version)));
      return loading;
    });
  }
}

/** A fault of one version, which another version may not have. */
function isModelFault(error: unknown): error is AppError {
  return error instanceof AppError && FAULTS[error.code].status === 503 && error.code !== 'model_busy';
}
