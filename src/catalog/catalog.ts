/** From a model's name to a model that is ready to run, whatever state the store is in. */
import { withCache } from '../cache-model/with-cache.ts';
import { type Alias, type Manifest, ModelNameSchema } from '../contract/manifest.ts';
import type { StepModel } from '../contract/step-model.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Opening, RunnableArtefact } from '../runtime/runtime.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Aliases } from './aliases.ts';
import { readArtefact } from './artefact.ts';
import type { Bucket } from './bucket.ts';
import { checkGraphMatches } from './graph-check.ts';
import { Manifests } from './manifests.ts';
import { ModelNames } from './model-names.ts';
import { type Lease, type Load, Residents } from './residents.ts';

export interface LoadedModel {
  manifest: Manifest;
  tokenizer: Tokenizer;
  model: StepModel;
  dispose(): void;
}

/** Why another version than the alias's current one is served. */
export interface Fallback {
  broken: string;
  reason: string;
}

export interface Description {
  manifest: Manifest;
  alias: Alias;
  fallback: Fallback | null;
  /** Name of the runtime that runs it in this isolate; null while it is not loaded. */
  runtime: string | null;
}

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

export class Catalog {
  readonly #dependencies: CatalogDependencies;
  readonly #names: ModelNames;
  readonly #aliases: Aliases;
  readonly #manifests: Manifests;
  readonly #residents: Residents<LoadedModel>;
  /** By model name: the version that would not load, until when it is left alone, in ms. */
  readonly #broken = new Map<string, Fallback & { untilMs: number }>();

  constructor(dependencies: CatalogDependencies) {
    const { bucket, aliasTtlMs, now, limitBytes, wait } = dependencies;
    this.#dependencies = dependencies;
    this.#names = new ModelNames(bucket, aliasTtlMs, now);
    this.#aliases = new Aliases(bucket, aliasTtlMs, now);
    this.#manifests = new Manifests(bucket, aliasTtlMs, now);
    this.#residents = new Residents(limitBytes, wait);
  }

  /** `<name>/<version>` of what is loaded. */
  resident(): string[] {
    return this.#residents.keys();
  }

  /** Folders of the store: models, most of them. */
  names(): Promise<string[]> {
    return this.#names.read();
  }

  /**
   * A lease on the served version of a model: the current one, else the one that this isolate already holds, else the
   * previous one. Throws `model_not_found`, and the current version's own failure when none of them loads.
   */
  async acquire(name: string, keepAlive: KeepAlive): Promise<Lease<LoadedModel>> {
    const alias = await this.#alias(name);
    const { current } = alias;
    const others = this.#others(name, alias);
    if (this.#brokenNow(name)?.broken !== current || others.length === 0) {
      try {
        const lease = await this.#load(name, current, keepAlive);
        this.#broken.delete(name);
        return lease;
      } catch (error) {
        if (!isModelFault(error) || others.length === 0) throw error;
        return await this.#fallBack(name, current, others, error, keepAlive);
      }
    }
    return await this.#fallBack(name, current, others, undefined, keepAlive);
  }

  /** What is served under a name, from its manifest. Throws as `acquire` does. */
  async describe(name: string): Promise<Description> {
    const served = await this.#served(name);
    const resident = this.#residents.peek(`${name}/${served.manifest.version}`);
    return { ...served, runtime: resident?.model.runtime ?? null };
  }

  async #served(name: string): Promise<Omit<Description, 'runtime'>> {
    const alias = await this.#alias(name);
    const broken = this.#brokenNow(name);
    if (alias.previous !== null) {
      const { previous } = alias;
      const fallBack = async (fallback: Fallback) => ({
        manifest: await this.#manifests.read(name, previous),
        alias,
        fallback,
      });
      if (broken?.broken === alias.current) return fallBack({ broken: broken.broken, reason: broken.reason });
      try {
        return { manifest: await this.#manifests.read(name, alias.current), alias, fallback: null };
      } catch (error) {
        if (!isModelFault(error)) throw error;
        return fallBack({ broken: alias.current, reason: error.message });
      }
    }
    return { manifest: await this.#manifests.read(name, alias.current), alias, fallback: null };
  }

  async #alias(name: string): Promise<Alias> {
    const alias = ModelNameSchema.safeParse(name).success ? await this.#aliases.read(name) : null;
    if (alias === null) {
      throw new AppError('model_not_found', `There is no model "${name.slice(0, 64)}".`, { param: 'model' });
    }
    return alias;
  }

  /** Versions to serve in place of the current one, best first. */
  #others(name: string, { current, previous }: Alias): string[] {
    const held = this.resident()
      .filter((key) => key.startsWith(`${name}/`))
      .map((key) => key.slice(name.length + 1));
    const others = new Set([...held, ...(previous === null ? [] : [previous])]);
    others.delete(current);
    return [...others];
  }

  #brokenNow(name: string): Fallback | undefined {
    const broken = this.#broken.get(name);
    return broken && this.#dependencies.now() < broken.untilMs ? broken : undefined;
  }

  /** `failure` is the current version's, when it has just been tried. */
  async #fallBack(
    name: string,
    current: string,
    others: string[],
    failure: AppError | undefined,
    keepAlive: KeepAlive,
  ): Promise<Lease<LoadedModel>> {
    const { log, now, aliasTtlMs } = this.#dependencies;
    if (failure) {
      log('model_fallback', { model: name, broken: current, code: failure.code, reason: failure.message });
      this.#broken.set(name, { broken: current, reason: failure.message, untilMs: now() + aliasTtlMs });
    }
    let last: unknown = failure;
    for (const version of others) {
      try {
        return await this.#load(name, version, keepAlive);
      } catch (error) {
        if (!isModelFault(error)) throw error;
        last ??= error;
      }
    }
    this.#broken.delete(name);
    throw last;
  }

  async #load(name: string, version: string, keepAlive: KeepAlive): Promise<Lease<LoadedModel>> {
    const { bucket, prepare, log } = this.#dependencies;
    const key = `${name}/${version}`;
    const load: Load<LoadedModel> = async (room) => {
      const manifest = await this.#manifests.read(name, version);
      const { onnx, tokenizer } = await readArtefact(bucket, manifest);
      const graph = checkGraphMatches(onnx, manifest);
      const opening = prepare({ onnx, graph, manifest });
      const tokenizerBytes = MEMORY_PER_TOKENIZER_BYTE * manifest.files['tokenizer.json']!.bytes;
      await room(opening.bytes + tokenizerBytes, opening.alone);
      const network = await opening.open();
      const model = manifest.cache ? withCache(network, manifest.cache) : network;
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
  return error instanceof AppError && error.status === 503 && error.code !== 'model_busy';
}
