// Which words name a database rather than a file: known below everything, so that one can be refused before it is kept.
import {existsSync} from 'node:fs';

export const SQLITE_ADDRESS = /^sqlite3?:(?=.)/i;
export const POSTGRES_ADDRESS = /^postgres(?:ql)?:(?=\/\/|$)/i;

/** Whether a word names a database rather than a file, a folder or a pattern. It may hold a password. */
export function isDatabaseAddress(word: string): boolean {
  return (SQLITE_ADDRESS.test(word) || POSTGRES_ADDRESS.test(word)) && !existsSync(word);
}
