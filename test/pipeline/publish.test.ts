/** Publishing by its own commands, to the bucket that a Worker serves from. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModel } from '../../model-build/artefact/write-model.ts';
import { readAlias } from '../../model-build/publish/alias.ts';
import { listModels } from '../../model-build/publish/catalogue.ts';
import { openS3Store } from '../../model-build/publish/s3-store.ts';
import type { ModelStore } from '../../model-build/publish/store.ts';
import { randomVersion } from '../fixtures/published-model.ts';
import { type S3Worker, startS3Worker } from '../helpers/s3-worker.ts';

const COMMANDS = join(import.meta.dirname, '../../model-build/commands');
const FILES = ['README.md', 'model.onnx', 'tokenizer.json', 'manifest.json'];

/** What a wire does to an upload, counted from 1: kills its sender before the store has it, or before it is told. */
interface Cut {
  upload: number;
  arrives: boolean;
}

let worker: S3Worker;
let store: ModelStore;
let folder: string;
let wire: Server;
let cut: { plan: Cut; victim: ChildProcess } | undefined;
let uploads: number;

beforeAll(async () => {
  worker = await startS3Worker();
  store = openS3Store(worker.settings);
  folder = await mkdtemp(join(tmpdir(), 'afterword-publish-'));
  for (const [models, version, seed] of [
    ['ours', '1.0.0', 1],
    ['ours', '1.1.0', 2],
    ['ours', '1.2.0', 3],
    ['theirs', '1.2.0', 4],
  ] as const) {
    await mkdir(join(folder, models, 'random'), { recursive: true });
    await writeModel(join(folder, models, 'random', version), randomVersion(version, seed).files);
  }
  wire = createServer((incoming, outgoing) => {
    const isUpload = incoming.method === 'PUT';
    const hit = cut && isUpload && ++uploads === cut.plan.upload ? cut : undefined;
    if (hit && !hit.plan.arrives) return void hit.victim.kill('SIGKILL');
    const { method, headers } = incoming;
    // Headers as they came, the host among them: it is signed.
    const forwarded = request(new URL(incoming.url ?? '', worker.settings.endpoint), { method, headers });
    forwarded.on('response', (answer) => {
      if (hit) return void hit.victim.kill('SIGKILL');
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((listening) => wire.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  wire.closeAllConnections();
  wire.close();
  await worker.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  /** Exit code, or the signal that ended it. */
  code: number | NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** `npm run model -- <args> --remote`, over the wire. Loads the one command: all of them take seconds to load. */
function model(
  args: string[],
  { models = 'ours', plan }: { models?: string; plan?: Cut } = {},
): Promise<Ended> {
  const { accessKeyId, secretAccessKey, endpoint } = worker.settings;
  const through = new URL(endpoint);
  through.port = String((wire.address() as AddressInfo).port);
  const [command, ...rest] = args;
  const script = `const { ${command}Command } = await import(${JSON.stringify(join(COMMANDS, `${command}.ts`))});
    await ${command}Command.parseAsync(process.argv.slice(1), { from: 'user' });`;
  const child = spawn(process.execPath, ['-e', script, '--', ...rest, '--remote'], {
    env: {
      ...process.env,
      MODELS: join(folder, models),
      R2_ACCESS_KEY_ID: accessKeyId,
      R2_SECRET_ACCESS_KEY: secretAccessKey,
      R2_ENDPOINT: through.href,
    },
  });
  uploads = 0;
  cut = plan && { plan, victim: child };
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    ended.stdout += text;
  });
  child.stderr.on('data', (text) => {
    ended.stderr += text;
  });
  return new Promise((done) => child.on('close', (code, signal) => done({ ...ended, code: signal ?? code })));
}

const complete = () =>
  worker.ask('/complete', {
    method: 'POST',
    body: '{"model":"random","prompt":"The history","max_tokens":4,"seed":7}',
  });

async function servedVersion(): Promise<string | undefined> {
  const { data } = (await (await worker.ask('/v1/models')).json()) as { data: { version: string }[] };
  return data[0]?.version;
}

const stored = async () => (await store.list('')).map(({ key }) => key);

describe('a first version', () => {
  it('is only talked about without --yes', async () => {
    const { code, stdout, stderr } = await model(['publish', 'random@1.0.0']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('to be stored');
    expect(stderr).toContain('--yes does it');
    expect(await stored()).toEqual([]);
  });

  it('killed in the middle is seen by nobody, and the same command goes on', async () => {
    const plans: Cut[] = [
      { upload: 1, arrives: false },
      { upload: 2, arrives: true },
      { upload: 3, arrives: false },
      { upload: 4, arrives: false },
    ];
    for (const plan of plans) {
      const { code } = await model(['publish', 'random@1.0.0', '--yes'], { plan });
      expect(code).toBe('SIGKILL');
      expect(await stored()).not.toContain('random/1.0.0/manifest.json');
      expect(await servedVersion()).toBeUndefined();
      expect((await complete()).status).toBe(404);
    }
    expect((await listModels(store))[0].versions).toMatchObject([{ version: '1.0.0', state: 'incomplete' }]);
    expect(await model(['promote', 'random@1.0.0', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('only half published'),
    });

    const { code, stdout, stderr } = await model(['publish', 'random@1.0.0', '--yes']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'random@1.0.0\n' });
    expect(stderr).toContain('1 files written');
    const { files } = randomVersion('1.0.0', 1);
    for (const name of FILES)
      expect((await store.get(`random/1.0.0/${name}`))?.bytes, name).toEqual(
        new Uint8Array(files.get(name)!),
      );
    expect((await complete()).status).toBe(404);
  });

  it('is verified, promoted, and then served', async () => {
    const verified = await model(['verify', 'random@1.0.0']);
    expect(verified).toMatchObject({ code: 0, stdout: 'random@1.0.0\n' });
    expect(verified.stderr).toContain('4 files');
    expect((await model(['promote', 'random@1.0.0'])).stderr).toContain('nothing was changed');
    expect((await complete()).status).toBe(404);
    expect(await model(['promote', 'random@1.0.0', '--yes'])).toMatchObject({ code: 0 });
    expect((await complete()).status).toBe(200);
    expect(await servedVersion()).toBe('1.0.0');
  });
});

describe('later versions', () => {
  it('are served after promote, and no longer after rollback', async () => {
    await model(['publish', 'random@1.1.0', '--yes']);
    expect(await servedVersion()).toBe('1.0.0');
    await model(['promote', 'random@1.1.0', '--yes']);
    expect(await servedVersion()).toBe('1.1.0');
    expect(await model(['rollback', 'random', '--yes'])).toMatchObject({ code: 0 });
    expect(await servedVersion()).toBe('1.0.0');
    expect((await readAlias(store, 'random'))?.alias).toEqual({ current: '1.0.0', previous: '1.1.0' });
  });

  it('published by two at once have one winner, whose files they all are; the other is told why', async () => {
    const outcomes = await Promise.all([
      model(['publish', 'random@1.2.0', '--yes'], { models: 'ours' }),
      model(['publish', 'random@1.2.0', '--yes'], { models: 'theirs' }),
    ]);
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
    const loser = outcomes.find(({ code }) => code === 1)!;
    expect(loser.stderr).toContain('Somebody published this version first, and versions never change');
    const { files } = randomVersion('1.2.0', outcomes[0].code === 0 ? 3 : 4);
    for (const name of FILES)
      expect((await store.get(`random/1.2.0/${name}`))?.bytes, name).toEqual(
        new Uint8Array(files.get(name)!),
      );
    expect(await model(['verify', 'random@1.2.0'])).toMatchObject({ code: 0 });
  });

  it('that nobody needs are pruned with --yes, and only then', async () => {
    const { stderr } = await model(['prune', 'random']);
    expect(stderr).toContain('random 1.2.0: published');
    expect((await listModels(store))[0].versions).toHaveLength(3);
    expect(await model(['prune', 'random', '--yes'])).toMatchObject({ code: 0 });
    expect(JSON.parse((await model(['list', '--json'])).stdout)).toMatchObject([
      {
        name: 'random',
        alias: { current: '1.0.0', previous: '1.1.0' },
        versions: [
          { version: '1.0.0', state: 'current' },
          { version: '1.1.0', state: 'previous' },
        ],
      },
    ]);
    expect((await complete()).status).toBe(200);
  });
});
