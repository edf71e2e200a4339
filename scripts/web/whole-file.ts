/** Writing a file that another process may read, or write, at the same time. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Nobody ever sees half of it. */
export function writeWhole(folder: string, name: string, content: Uint8Array | string): void {
  const draft = join(folder, `.${name}.${process.pid}.tmp`);
  writeFileSync(draft, content);
  renameSync(draft, join(folder, name));
}
