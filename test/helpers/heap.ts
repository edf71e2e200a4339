/**
 * Asks the application in plain Node for the longest answers there are, one after the other; run by
 * test/pipeline/heap.test.ts in a process with a small heap. Prints what each body was answered.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { jsonBytes, longestSpelling, spell } from '../../src/text/spell.ts';
import { MODELS_DIR } from '../fixtures/shipped-models.ts';
import { createTestApp } from './app.ts';
import { worstBodies } from './worst-bodies.ts';

export interface Heaped {
  name: string;
  status: number;
  bytes: number;
  /** The field that an error names. */
  param?: string;
}

const NAME = 'english-small';
/** Numbers of a state: two layers and a cache. */
const STATE = 1500;

const read = (path: string) => readFile(join(MODELS_DIR, NAME, path));
const { current } = JSON.parse(String(await read('alias.json'))) as { current: string };
const files = new Map<string, Uint8Array>();
for (const file of ['manifest.json', 'tokenizer.json', 'model.onnx'])
  files.set(file, await read(join(current, file)));
const tokenizer = loadTokenizer(JSON.parse(String(files.get('tokenizer.json'))));

let longest = 1;
for (let token = 0; token < tokenizer.size; token++) {
  if (jsonBytes(spell(tokenizer, token)) === longestSpelling(tokenizer)) longest = token;
}
// Of every token as likely as another, but for the longest ones: no completion ends by itself.
const logits = new Float32Array(tokenizer.size).map(
  (_, token) => tokenizer.bytesOf(token).length / 4 + (token % 7) / 10,
);
logits[tokenizer.startToken] = -100;
const app = createTestApp(
  { defaultModel: NAME, maxBodyBytes: 131_072, maxPromptTokens: 8192, maxCompletionTokens: 1024 },
  {
    served: {
      name: NAME,
      version: current,
      files,
      model: {
        vocabulary: tokenizer.size,
        runtime: 'scripted',
        initialState: () => [new Float32Array(STATE)],
        step: async () => logits,
        dispose() {},
      },
    },
  },
);

/** Bytes of an answer, and the field that a refusal names; an answer is not kept. */
async function tellingOf(response: Response): Promise<{ byteLength: number; param?: string }> {
  const body = await response.arrayBuffer();
  const refused = response.ok ? undefined : JSON.parse(new TextDecoder().decode(body));
  return { byteLength: body.byteLength, param: refused?.error.param };
}

for (const { name, path, body } of worstBodies(tokenizer.size, longest)) {
  const response = await app.ask(path, { method: 'POST', body: JSON.stringify(body) });
  const { status } = response;
  const { byteLength: bytes, param } = await tellingOf(response);
  console.log(JSON.stringify({ name, status, bytes, param } satisfies Heaped));
}
