// Folders for data that must be written down on the way; gone when the work is done, or the process.
import {mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {coreError, fileError, ownedSuffix, rememberTemporary, removeAbandoned, removeTemporary} from '../core/index.js';

const PREFIX = 'ingot-';

export interface TemporaryFolderOptions {
  /** Beside results, in a folder that is made where it is not there: hidden, and on failure both go. Default false. */
  readonly isBesideResults?: boolean | undefined;
}

/**
 * What killed processes have left there goes first: data that did not fit in memory are the largest of leftovers.
 *
 * @param parent - default the system's temporary folder
 * @throws IngotError `FILE_NOT_FOUND`, `FILE_UNWRITABLE`, `DISK_FULL`
 */
export function makeTemporaryFolder(parent: string = tmpdir(), options: TemporaryFolderOptions = {}): string {
  const {isBesideResults = false} = options;
  const prefix = `${isBesideResults ? '.' : ''}${PREFIX}`;
  removeAbandoned(parent, prefix);
  const folder = join(parent, `${prefix}${ownedSuffix()}`);
  let madeFolder: string | undefined;
  try {
    if (isBesideResults) madeFolder = mkdirSync(parent, {recursive: true});
    // Readable for its owner only: it may hold what the result leaves out.
    mkdirSync(folder, {mode: 0o700});
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? noFolder(parent, error) : fileError(error, parent);
  }
  rememberTemporary(folder, madeFolder);
  return folder;
}

function noFolder(path: string, cause: unknown): Error {
  return coreError('FILE_NOT_FOUND', `${path}: there is no such folder for temporary files.`, {
    cause,
    hints: ['It comes from --work-dir or TMPDIR: make it, or name another.'],
    data: {file: path},
  });
}

export function removeTemporaryFolder(folder: string): void {
  removeTemporary(folder);
}
