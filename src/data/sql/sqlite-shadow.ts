// A SQLite file as the library may see it: through a link in a folder of ours. The library puts its lock, and with a
// write-ahead log its own log, beside the file it opens, where other programs would take them for theirs.
import {
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  closeSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileError} from '../../core/index.js';
import {dataError} from '../errors.js';
import {makeTemporaryFolder, removeTemporaryFolder} from '../temporary-folder.js';

const HEADER_BYTES = 100;
export const SQLITE_MAGIC = 'SQLite format 3\0';

export interface Shadow {
  /** What is to be opened. */
  readonly path: string;
  /** Whether it is a copy that was left in the middle of a change, which opening it takes back. */
  readonly mustWrite: boolean;
  /** @throws IngotError `DATA_CORRUPT` when somebody wrote to the file meanwhile */
  checkUnchanged(): void;
  close(): void;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Size, time of the last change and the header, which has a counter of changes. */
function stateOf(path: string): {readonly text: string; readonly header: Buffer; readonly sizeBytes: number} {
  const descriptor = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    const {size, mtimeMs} = statSync(path);
    return {text: [size, mtimeMs, header.toString('hex')].join(' '), header, sizeBytes: size};
  } finally {
    closeSync(descriptor);
  }
}

/** What the header says of the file's length; undefined where it says nothing (written by a version before 3.7). */
function expectedBytes(header: Buffer): number | undefined {
  const pageBytes = header.readUInt16BE(16) === 1 ? 1 << 16 : header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  const isKnown = pages > 0 && header.readUInt32BE(24) === header.readUInt32BE(92);
  return isKnown ? pages * pageBytes : undefined;
}

/**
 * Makes the folder. What lies in a write-ahead log is copied, so that it is read too; the file itself is linked, or copied
 * where a change that was not finished must be taken back first.
 *
 * @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export function shadowSqlite(path: string, name: string, workDir?: string): Shadow {
  const real = realpathSync(resolve(path));
  const before = stateOf(real);
  if (before.header.toString('latin1', 0, 16) !== SQLITE_MAGIC)
    throw dataError('DATA_CORRUPT', `${name}: expected a SQLite file, found something else (or an encrypted one).`, {
      data: {file: name},
    });
  const hasLog = sizeOf(`${real}-wal`) > 0;
  const isUnfinished = sizeOf(`${real}-journal`) > 512;
  const expected = expectedBytes(before.header);
  if (!hasLog && !isUnfinished && expected !== undefined && before.sizeBytes < expected)
    throw dataError(
      'DATA_TRUNCATED',
      `${name}: the input ended early: expected ${String(expected)} bytes, found ${String(before.sizeBytes)}.`,
      {
        hints: ['Copy the file again, while no program writes to it.'],
        data: {file: name},
      },
    );
  const folder = makeTemporaryFolder(workDir);
  const linked = join(folder, 'input');
  try {
    if (hasLog) copyFileSync(`${real}-wal`, `${linked}-wal`, constants.COPYFILE_FICLONE);
    if (isUnfinished) {
      copyFileSync(`${real}-journal`, `${linked}-journal`);
      copyFileSync(real, linked, constants.COPYFILE_FICLONE);
    } else symlinkSync(real, linked);
  } catch (error) {
    removeTemporaryFolder(folder);
    throw fileError(error, folder);
  }
  return {
    path: linked,
    mustWrite: isUnfinished,
    checkUnchanged: () => {
      if (stateOf(real).text !== before.text)
        throw dataError('DATA_CORRUPT', `${name}: another program wrote to it while it was read.`, {
          hints: ['Read a copy: sqlite3 FILE ".backup \'copy.db\'".'],
          data: {file: name},
        });
    },
    close: () => {
      removeTemporaryFolder(folder);
    },
  };
}
