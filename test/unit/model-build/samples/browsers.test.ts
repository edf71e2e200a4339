import { expect, it } from 'vitest';
import { namesBrowser } from '../../../../model-build/samples/browsers.ts';
import { PROMPTS } from '../../../../model-build/samples/prompts.ts';

it.each([
  ' been using Firefox for years',
  'FIREFOX.',
  ' the browser, which',
  ' two browsers',
  ' open Microsoft Outlook',
  ' my e-mail client',
  ' in Internet Explorer 9',
  ' the latest version of FF',
  ' work in FF64',
])('“%s” names one', (text) => expect(namesBrowser(text)).toBe(true));

it.each([
  ' a fire and a fox',
  ' pineapples',
  ' browse the shelves',
  ' an email to a client',
  ' look out',
  '',
])('“%s” names none', (text) => expect(namesBrowser(text)).toBe(false));

it('has two hundred prompts, each once, none of which brings one up', () => {
  const all: string[] = Object.values(PROMPTS).flat();
  expect(new Set(all).size).toBe(200);
  expect(all.filter(namesBrowser)).toEqual([]);
});
