import { expect, it } from 'vitest';
import { refuseUnsupported } from '../../../../src/routes/refuse-unsupported.ts';

it.each([
  { grammar: 'x' },
  { messages: [{ role: 'user', content: 'Hi' }] },
  { response_format: { type: 'json_object' } },
  { mirostat: 2 },
  { xtc_probability: 0.5 },
  { tfs_z: 0 },
  { num_beams: 4 },
  { prompt_logprobs: 0 },
  { allowed_token_ids: [1] },
  { format: 'json' },
  { system: 'You are a cat.' },
  { watermark: true },
])('refuses a known field that asks for something: %j', (body) => {
  const [field] = Object.keys(body);
  expect(() => refuseUnsupported(body)).toThrow(`${field}: this server does not offer it`);
});

it.each<object>([
  { use_beam_search: false, tools: null, messages: undefined },
  { tools: [], stop_token_ids: [], images: [], context: [] },
  { json_schema: {}, response_format: { type: 'text' } },
  { grammar: '', system: '', lora: '' },
  { min_tokens: 0, mirostat: 0, dry_multiplier: 0, typical_p: 1, tfs_z: 1, num_beams: 1 },
  { toString: 3, constructor: 4, unheard_of: 'x' },
])('takes one that asks for nothing, and one that it does not know: %j', (body) => {
  expect(() => refuseUnsupported(body)).not.toThrow();
});
