/** The options by which every publishing command is told which store is meant. */
import type { Command } from 'commander';
import { fromHere } from '../settings.ts';
import { openS3Store, readS3Settings } from './s3-store.ts';
import type { ModelStore } from './store.ts';

/** The options as the command line gives them. `remote` chooses the real R2; `persistTo` is the folder of local R2. */
export interface StoreOptions {
  remote?: boolean;
  persistTo?: string;
}

/** The paragraph of a command's help that names the environment variables of `--remote`. */
export const REMOTE_HELP = `
--remote takes R2_ACCOUNT_ID, R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY from the environment, R2_BUCKET when it is not
called models, and R2_ENDPOINT when it is not the account's own address.`;

/** Adds `--remote` and `--persist-to` to a command, and returns that command. */
export function addStoreOptions(command: Command): Command {
  return command
    .option('--remote', 'the real R2, by its S3 API; without it, local R2')
    .option(
      '--persist-to <dir>',
      "where local R2 is kept, as for wrangler dev; the repository's own by default",
      fromHere,
    );
}

/** Opens the store, uses it, and closes it whatever happens. */
export async function withStore<T>(
  options: StoreOptions,
  use: (store: ModelStore) => Promise<T>,
): Promise<T> {
  const store = options.remote
    ? openS3Store(readS3Settings(process.env))
    : await openLocal(options.persistTo);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Loaded only when it is wanted: wrangler, behind local R2, takes a second to come up. */
async function openLocal(persistTo?: string): Promise<ModelStore> {
  const { openLocalStore } = await import('./local-store.ts');
  return openLocalStore(persistTo);
}
