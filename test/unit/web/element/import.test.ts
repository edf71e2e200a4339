/** Servers render pages: there the element is a name. */
import { expect, it } from 'vitest';

it('can be imported where there are no elements, and then defines nothing', async () => {
  expect('HTMLElement' in globalThis).toBe(false);
  const { GhostText } = await import('../../../../web/element/ghost-text.ts');
  await import('../../../../web/element/define.ts');
  expect(GhostText.observedAttributes).toContain('min-confidence');
});
