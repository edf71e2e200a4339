/**
 * `npm run bench:keystrokes [-- --models DIR --model NAME]`: what one more keystroke costs over the whole Worker, after a
 * short and a long text, with and without a resume token. Writes bench/results/keystrokes.json. Method: bench/README.md.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fromHere } from '../model-build/settings.ts';
import type { Completion } from '../src/contract/answer.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { workerdCpuMs } from './process-cpu.ts';
import { median } from './statistics.ts';
import { startTypingWorker, type TypingWorker } from './typing-worker.ts';

const RESULTS = new URL('./results/', import.meta.url);
/** 60 keystrokes, and what stands before them: so many characters. */
const SENTENCE = ' She walked along the old wall and looked out over the sea. ';
const CONTEXTS = [200, 2000, 20_000];
const PROSE = readFileSync(new URL('../models/fixture-gru/corpus.txt', import.meta.url), 'utf8');
const ROUNDS = 5;
/** Without a token 20,000 characters are read for each key: some keys stand for all. */
const KEYS_WITHOUT = 6;
const ASKED = { max_tokens: 8, temperature: 0 };

/** Types some keys after `context`; `seen` is told after each. */
type Typist = (
  worker: TypingWorker,
  context: string,
  seen: (key: number, answer: Completion) => Promise<void>,
) => Promise<number>;

const TYPISTS: Record<string, Typist> = {
  async resume(worker, context, seen) {
    let { resume } = await worker.complete({ ...ASKED, max_tokens: 0, prompt: context, resumable: true });
    for (const [key, append] of [...SENTENCE].entries()) {
      const answer = await worker.complete({ ...ASKED, resume, append, resumable: true });
      if (answer.resume_status !== 'hit') throw new Error(`resume token: ${answer.resume_status}`);
      ({ resume } = answer);
      await seen(key, answer);
    }
    return SENTENCE.length;
  },
  /** Another beginning for each key, so that no isolate knows the text already. */
  async whole(worker, context, seen) {
    for (let i = 0; i < KEYS_WITHOUT; i++) {
      const key = Math.floor(((i + 0.5) * SENTENCE.length) / KEYS_WITHOUT);
      const prompt = unknownText(context) + SENTENCE.slice(0, key + 1);
      await seen(key, await worker.complete({ ...ASKED, prompt }));
    }
    return KEYS_WITHOUT;
  },
};

let texts = 0;
/** The same length as `context`, and never the same twice: its beginning is a number. */
function unknownText(context: string): string {
  const number = String(texts++).padStart(6, '0');
  return number + context.slice(number.length);
}

function contextOf(characters: number): string {
  return PROSE.repeat(Math.ceil(characters / PROSE.length))
    .slice(0, characters - 1)
    .concat('.');
}

/** Characters that a key may cost a step each: those of the word that was unfinished before it, and its own. */
function allowedSteps(context: string, key: number): number {
  return / ?[^ ]*$/.exec(context + SENTENCE.slice(0, key))![0].length + 1;
}

/** Tokens stepped for the prompt, by key: every token said but the last is a step of its own. */
async function countSteps(worker: TypingWorker, type: Typist, context: string) {
  const counted: { steps: number; allowed: number; tokenBytes: number }[] = [];
  let before = 0;
  await type(
    {
      ...worker,
      complete: async (body) => {
        before = await worker.steps();
        return worker.complete(body);
      },
    },
    context,
    async (key, answer) => {
      const said = Math.max(0, answer.usage!.completion_tokens - 1);
      const steps = (await worker.steps()) - before - said;
      counted.push({ steps, allowed: allowedSteps(context, key), tokenBytes: answer.resume?.length ?? 0 });
    },
  );
  return {
    steps: counted.reduce((sum, { steps }) => sum + steps, 0) / counted.length,
    mostSteps: Math.max(...counted.map(({ steps }) => steps)),
    /** Most steps beyond the unfinished word and the new character: with a token at most 1, see decision 0008. */
    mostBeyondWord: Math.max(0, ...counted.map(({ steps, allowed }) => steps - allowed)),
    tokenBytes: Math.max(...counted.map(({ tokenBytes }) => tokenBytes)),
  };
}

const { values } = parseArgs({
  options: { models: { type: 'string' }, model: { type: 'string', default: 'english' } },
});
const models = fromHere(values.models ?? fileURLToPath(new URL('../models', import.meta.url)));
const worker = await startTypingWorker(models, values.model);
const contenders = CONTEXTS.flatMap((characters) =>
  Object.entries(TYPISTS).map(([how, type]) => ({ characters, how, type, cpuMs: [] as number[] })),
);
try {
  const rows = [];
  for (const { characters, how, type } of contenders) {
    rows.push({ characters, how, ...(await countSteps(worker, type, contextOf(characters))) });
  }
  for (let round = 0; round < ROUNDS && workerdCpuMs() !== undefined; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const { characters, type, cpuMs } = contenders[(round + i) % contenders.length];
      let before: number | undefined;
      let last = 0;
      const keys = await type(worker, contextOf(characters), async () => {
        last = workerdCpuMs()!;
        before ??= last;
      });
      // From the first answer to the last: what reads the context before the first key is no keystroke.
      cpuMs.push((last - before!) / (keys - 1));
    }
  }
  const report = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
    model: values.model,
    sentence: SENTENCE.length,
    tokensSaid: ASKED.max_tokens,
    keystrokes: rows.map((row, i) => ({
      ...row,
      cpuMs: contenders[i].cpuMs.length > 0 ? median(contenders[i].cpuMs) : undefined,
    })),
  };
  console.table(report.keystrokes);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('keystrokes.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await worker.close();
}
