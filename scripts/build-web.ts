/** `npm run build:web`: builds what pages load, and says how large it is. */
import { buildWeb } from './web/build.ts';

const { bytes, gzipBytes, integrity } = await buildWeb();
console.log(`ghost-text.js: ${bytes} bytes, ${gzipBytes} gzipped, ${integrity}`);
