// Folders for data that must be written down on the way; gone when the work is done, or the process.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileError, forgetTemporary, rememberTemporary} from '../core/index.js';

/** @param parent - default the system's temporary folder @throws IngotError `FILE_NOT_FOUND`, `FILE_UNWRITABLE`, `DISK_FULL` */
export function makeTemporaryFolder(parent: string = tmpdir()): string {
  try {
    const folder = mkdtempSync(join(parent, 'ingot-'));
    rememberTemporary(folder);
    return folder;
  } catch (error) {
    throw fileError(error, parent);
  }
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, {recursive: true, force: true});
  forgetTemporary(folder);
}
