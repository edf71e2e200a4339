/** wrangler.toml as wrangler reads it, for the Worker and for each of its environments: no setting lets a prompt be logged. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';

const config = join(import.meta.dirname, '../../wrangler.toml');

describe.each([undefined, 'lite'])('environment %s', (env) => {
  const { observability } = unstable_readConfig({ config, env }, { hideWarnings: true });

  it('keeps the log lines of the Worker itself', () => {
    expect(observability?.logs?.enabled).toBe(true);
  });

  it('keeps no address of a request, which holds the prompt of a GET', () => {
    // Both are on unless they are switched off.
    expect(observability?.logs?.invocation_logs).toBe(false);
    expect(observability?.redact_query_string).toBe(true);
    expect(observability?.traces?.enabled).toBe(false);
  });
});

it('has no environment but those above', () => {
  const { definedEnvironments } = unstable_readConfig({ config }, { hideWarnings: true });
  expect(definedEnvironments).toEqual(['lite']);
});
