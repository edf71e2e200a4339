/** The list that the server goes by. */
import { type Listed, unpackListed } from './entries.ts';
import { HASHES } from './hashes.ts';

/** What is not said where `manners` is on. */
export const LISTED: Listed = unpackListed(HASHES);
