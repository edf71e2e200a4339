import { expect, it } from 'vitest';
import { eventStream } from '../../../../src/routes/event-stream.ts';

async function* count(to: number, fail = false): AsyncGenerator<object> {
  for (let i = 1; i <= to; i++) yield { i };
  if (fail) throw new Error('secret');
}

const quiet = () => ({ error: 'broken' });

it('sends one event a value and says when it is done', async () => {
  const { response, done } = eventStream(count(2), new AbortController().signal, quiet);
  expect(await response.text()).toBe('data: {"i":1}\n\ndata: {"i":2}\n\ndata: [DONE]\n\n');
  await done;
});

it('tells of a failure in an event, without its words, and still ends properly', async () => {
  const { response, done } = eventStream(count(1, true), new AbortController().signal, quiet);
  expect(await response.text()).toBe('data: {"i":1}\n\ndata: {"error":"broken"}\n\ndata: [DONE]\n\n');
  await done;
});

it('makes no value before the reader has taken the ones before it', async () => {
  let made = 0;
  async function* counted() {
    for (; made < 100; ) yield { i: ++made };
  }
  const { response } = eventStream(counted(), new AbortController().signal, quiet);
  const reader = response.body!.getReader();
  await reader.read();
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(made).toBeLessThanOrEqual(4);
  await reader.cancel();
});

it('ends when the reader stays and takes nothing', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (let i = 0; ; i++) yield { i };
    } finally {
      ended = true;
    }
  }
  const { response, done } = eventStream(endless(), new AbortController().signal, quiet, 1);
  await done;
  expect(ended).toBe(true);
  await expect(response.text()).rejects.toThrow('the reader takes nothing');
});

it('ends when the reader leaves, also while a value waits to be read', async () => {
  const leaving = new AbortController();
  let ended = false;
  async function* endless() {
    try {
      for (let i = 0; ; i++) yield { i };
    } finally {
      ended = true;
    }
  }
  const { done } = eventStream(endless(), leaving.signal, quiet);
  await new Promise(setImmediate);
  leaving.abort();
  await done;
  expect(ended).toBe(true);
});
