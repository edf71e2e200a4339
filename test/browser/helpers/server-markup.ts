/** What React writes of `<GhostText>` on a server: bundled by examples.chromium.test.ts with each of its versions. */
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { GhostText } from '../../../web/element/react.ts';

export const markup = (): string =>
  renderToString(
    createElement(
      GhostText,
      { server: 'https://a.example', minConfidence: 0.5, apiKey: 'secret', disabled: true },
      createElement('textarea'),
    ),
  );
