/** The same text in other spellings: one answer, in the spelling of each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speakChoices } from '../../../../src/generation/choices.ts';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../../../../src/resume/layout.ts';
import { OPENAI_DEFAULTS, typistDefaults } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { answerSuggestions, planSuggestions } from '../../../../src/routes/suggestions.ts';
import { readAsKnown } from '../../../../src/text/as-read.ts';
import { spellAsWritten } from '../../../../src/text/as-written.ts';
import { countModel, proseTokenizer } from '../../../fixtures/count-model.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';

const tokenizer = proseTokenizer(500);
const KNOWN = `Don't say "no" when it's late, and don't say "yes" when it's early. It isn't what he'd say.
We'll see what they've said. I can't say it's what we'd want, and I won't say "so" before it's done.
`;
const model = countModel(tokenizer, KNOWN, 1e-4);
const served = { model, tokenizer, startToken: tokenizer.startToken, multiplyAccumulates: 1 };
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
/** Every piece has one successor: the model goes on as the text does. */
const LINE = "Nothing isn't thrown away.\nBread needs salt.";
const reciting = { ...served, model: countModel(tokenizer, LINE, 1e-6) };
const GENERATION = { maxTokens: 12, temperature: 0, topK: 0, topP: 1 };

const contextOf = (from?: Snapshot) => ({
  defaults: typistDefaults(GENERATION),
  settings: { ...TEST_SETTINGS, maxPromptTokens: 4000, requestBudget: 1e12 },
  tokenizer,
  multiplyAccumulates: 1,
  randomSeed: () => 1,
  from,
});

/** What is suggested after a text, and the point before its last word, through its bytes. */
async function suggested(request: object, from?: Snapshot) {
  const plan = planSuggestions({ resumable: true, ...request }, 3, contextOf(from));
  let point: Snapshot | undefined;
  const answering = {
    head: { id: '', object: 'text_completion' as const, created: 0, model: '', system_fingerprint: '' },
    served,
    surroundings,
    prefixes: { longest: () => undefined, add: () => {} },
    async seal(snapshot: Snapshot) {
      point = decodeSnapshot(encodeSnapshot(snapshot)!, model.initialState());
      return '';
    },
    onEnd: () => {},
  };
  const { choices, usage } = await answerSuggestions(answering, plan, undefined);
  const pairs = choices.map(({ text, confidence }) => [text, confidence] as const);
  return { pairs, usage, point: point! };
}

/** What a text is gone on with. */
async function completed(request: object, defaults = typistDefaults(GENERATION)) {
  const plan = planCompletion(request, { ...contextOf(), defaults });
  let text = '';
  let stopReason: string | null | undefined;
  const speaking = speakChoices(reciting, plan, surroundings);
  let next = await speaking.next();
  for (; !next.done; next = await speaking.next()) {
    text += next.value.text;
    stopReason = next.value.outcome?.stopReason ?? stopReason;
  }
  return { text, stopReason };
}

/** Beginnings of the text that the model knows. */
const beginning = fc.integer({ min: 1, max: KNOWN.length }).map((end) => KNOWN.slice(0, end));
const curly = (text: string) =>
  text
    .replaceAll("'", '\u2019')
    .replace(/"([^"]*)("|$)/g, (_, inside, end) => `\u201c${inside}${end && '\u201d'}`);
const respelling = fc.constantFrom(
  curly,
  (text: string) => text.replaceAll(' ', '\u00a0'),
  (text: string) => text.replaceAll('\n', '\r\n'),
  (text: string) => curly(text).replaceAll('\n', '\r'),
  (text: string) => text.replace(/([a-z])([a-z])/g, '$1\u00ad$2'),
  (text: string) => text.replace(/([a-z])([a-z])/g, '$1\u200d$2').replaceAll(' ', ' \u200e'),
  (text: string) => `\u202a${text}\u200f`,
  (text: string) => text.replaceAll("'", '\u00b4'),
  (text: string) => text.replace(/ $/, '   '),
  (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
);

describe('suggestions after a respelled text', () => {
  it('are those after the text, respelled, with the same confidence', async () => {
    await fc.assert(
      fc.asyncProperty(beginning, respelling, async (text, respell) => {
        const { spelling } = readAsKnown(respell(text));
        const plain = await suggested({ prompt: text });
        const respelled = await suggested({ prompt: respell(text) });
        expect(respelled.pairs).toEqual(
          plain.pairs.map(([said, confidence]) => [spellAsWritten(said, spelling), confidence]),
        );
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it('know a contraction with either apostrophe', async () => {
    const straight = await suggested({ prompt: "Don't say it's what he'd say, I can'" });
    const curlyOne = await suggested({ prompt: 'Don\u2019t say it\u2019s what he\u2019d say, I can\u2019' });
    expect(straight.pairs[0][0]).toBe('t');
    expect(curlyOne.pairs).toEqual(straight.pairs);
  });

  it('are the same when the text comes in parts', async () => {
    const cut = fc.nat();
    await fc.assert(
      fc.asyncProperty(beginning, respelling, cut, async (text, respell, at) => {
        const whole = respell(text);
        const first = [...whole].slice(0, 1 + (at % [...whole].length)).join('');
        const { point } = await suggested({ prompt: first });
        const resumed = await suggested({ resume: 'x', append: whole.slice(first.length) }, point);
        const once = await suggested({ prompt: whole });
        expect(resumed.pairs).toEqual(once.pairs);
        expect(resumed.point.spelling).toEqual(once.point.spelling);
        expect(new TextDecoder().decode(resumed.point.bytes)).toBe(
          new TextDecoder().decode(once.point.bytes),
        );
      }),
      { seed: 16, numRuns: 300 },
    );
  });

  it('count what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(beginning, respelling, async (text, respell) => {
        const prompt = respell(text);
        const { usage } = await suggested({ prompt });
        expect(usage?.prompt_tokens).toBe(tokenizer.encode(prompt).length);
      }),
      { seed: 17, numRuns: 100 },
    );
  });

  it('do not say a suffix twice, whichever apostrophe it has', async () => {
    const { pairs } = await suggested({ prompt: 'Don\u2019t say it', suffix: '\u2019s what' });
    expect(pairs.map(([text]) => text)).not.toContain('\u2019s');
  });
});

describe('a completion of a respelled text', () => {
  it('is that of the text, respelled', async () => {
    expect((await completed({ prompt: 'Nothing isn' })).text).toMatch(/^'t/);
    const { text } = await completed({ prompt: '\u2018So\u2019, nothing isn' });
    expect(text).toMatch(/^\u2019t/);
  });

  it('ends its lines as the writer does, and ends at a stop string in any spelling', async () => {
    expect((await completed({ prompt: 'So.\r\nIt is thrown' })).text).toBe(' away.\r\nBread needs salt.');
    for (const stop of ['\n', '\r\n']) {
      const stopped = await completed({ prompt: 'So.\r\nIt is thrown', stop });
      expect(stopped).toEqual({ text: ' away.', stopReason: stop });
    }
    for (const stop of ["'t", '\u2019t']) {
      const stopped = await completed({ prompt: 'It\u2019s. Nothing', stop });
      expect(stopped).toEqual({ text: ' isn', stopReason: stop });
    }
  });

  it('begins with the prompt as it was sent, where that is asked for', async () => {
    const prompt = '\ufeffIt isn\u2019t  what\u00a0he\u2019d\r\n\u4f60\u597d\uff01 ';
    expect((await completed({ prompt, echo: true })).text.startsWith(prompt)).toBe(true);
  });

  it('begins with whole characters of the prompt\u2019s end, where no more of it is read', async () => {
    const prompts = ['\u65e5\u672c\u8a9e', 'the \u{1f469}\u{1f680} x', '\u00a0\u65e5\u672c \u8a9e'];
    for (const prompt of prompts) {
      const { length } = tokenizer.encode(prompt);
      for (let count = 1; count <= length; count++) {
        const asked = { prompt, truncate_prompt_tokens: count, echo: true, max_tokens: 0 };
        for (const request of [asked, { ...asked, logprobs: 0 }]) {
          const { text } = await completed(request);
          expect(text).not.toContain('\ufffd');
          expect(prompt.endsWith(text)).toBe(true);
          expect(tokenizer.encode(text).length).toBeLessThanOrEqual(count);
          expect(tokenizer.encode(text).length).toBeGreaterThan(count - 4);
        }
      }
    }
  });

  it('is in capitals after capitals', async () => {
    const { text } = await completed({ prompt: 'IT IS THROWN' });
    expect(text).toBe(' AWAY.\nBREAD NEEDS SALT.');
    expect(await completed({ prompt: 'IT IS THROWN', stop: 'NEEDS' })).toEqual({
      text: ' AWAY.\nBREAD ',
      stopReason: 'NEEDS',
    });
  });

  it('is not respelled where the log probabilities of its tokens are told', async () => {
    const { text } = await completed(
      { prompt: '\u2018So\u2019, nothing isn', logprobs: 0 },
      { ...OPENAI_DEFAULTS, temperature: 0 },
    );
    expect(text).toMatch(/^'t/);
  });
});
