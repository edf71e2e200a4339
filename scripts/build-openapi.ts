/**
 * `node scripts/build-openapi.ts [--check]`: writes what the Worker tells of itself, public/openapi.json and
 * public/reference.html. With --check nothing is written: it fails when a committed file is not what its sources give.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapi } from './openapi/document.ts';
import { page } from './openapi/page.ts';

const folder = join(import.meta.dirname, '../public');
const document = openapi();
const built = {
  'openapi.json': `${JSON.stringify(document, null, 1)}\n`,
  'reference.html': page(document),
};

const check = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(built)) {
  if (!check) {
    writeFileSync(join(folder, file), text);
    console.log(`${file}: ${text.length} characters`);
  } else if (readFileSync(join(folder, file), 'utf8') !== text) {
    console.error(`${file} is not what its sources give: run \`npm run build:openapi\` and commit it`);
    process.exitCode = 1;
  }
}
