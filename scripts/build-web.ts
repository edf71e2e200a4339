/** `npm run build:web`: builds what pages load, and says how large it is. */
import { buildWeb } from './web/build.ts';

const { bytes, gzipBytes, integrity, playground } = await buildWeb();
console.log(`ghost-text.js: ${bytes} bytes, ${gzipBytes} gzipped, ${integrity}`);
for (const [page, sum] of Object.entries(playground.firstPaint))
  console.log(`${page}: ${sum} bytes gzipped until it can be used`);
