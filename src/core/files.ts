// Files that are either whole or absent: written under a temporary name, synced, then renamed.
import {createHash} from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import {open} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {coreError} from './errors.js';
import {fileError} from './file-errors.js';
import {forgetTemporary, ownedSuffix, rememberTemporary, removeAbandoned, removeTemporary} from './temporary.js';

/** What stands under a name already; undefined for nothing. @throws the system's error for what cannot be replaced */
function standing(path: string): Stats | undefined {
  const stats = statSync(path, {throwIfNoEntry: false});
  if (stats?.isDirectory())
    throw Object.assign(new Error('expected a file name, but this is a folder'), {code: 'EISDIR'});
  // A rename asks the folder only; but who protects a file from writing means it.
  if (stats) accessSync(path, constants.W_OK);
  return stats;
}

const NOT_OPEN = -1;

/** Names may have 255 bytes; what is put around one for the temporary file must fit as well. */
const NAME_BYTES = 200;

function temporaryName(path: string): {readonly before: string; readonly after: string} {
  const name = Buffer.from(basename(path));
  // A character cut in two becomes the sign for that, which is as good.
  return {
    before: `.${name.length > NAME_BYTES ? name.toString('utf8', 0, NAME_BYTES - 3) : name.toString()}.`,
    after: '.tmp',
  };
}

/** A rename is there after a power cut only if its folder was written down. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows and some network file systems know no such thing; the file itself is whole in any case.
  }
}

export interface AtomicFileOptions {
  /** False for a file that is deleted before the process ends: it need not survive a power cut. Default true. */
  readonly isDurable?: boolean | undefined;
}

/** Whether what is written under a name cannot be taken back: a device or a named pipe. */
export function isDevice(path: string): boolean {
  const stats = statSync(path, {throwIfNoEntry: false});
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/**
 * A file that appears under its name only once it is complete. A device or named pipe (`/dev/null`) is written through
 * instead: renaming a file over it would replace it for everybody. A symbolic link stays, and what it names is replaced; the
 * permissions of a file that is replaced stay as well.
 *
 * @throws IngotError `FILE_UNWRITABLE`, `DISK_FULL`, `FILE_TOO_LARGE`, `FILE_NOT_FOUND` (the parent is made, so only for odd
 *   paths), `PIPE_CLOSED`
 */
export class AtomicFile {
  private readonly final: string;
  /** Empty for a device, and until there is one. */
  private temporary = '';
  private descriptor = NOT_OPEN;
  private readonly hash = createHash('sha256');
  private readonly isDevice: boolean;
  private readonly isDurable: boolean;
  sizeBytes = 0;

  constructor(
    readonly path: string,
    options: AtomicFileOptions = {},
  ) {
    this.isDurable = options.isDurable !== false;
    try {
      const old = standing(path);
      this.isDevice = old !== undefined && !old.isFile();
      this.final = old?.isFile() === true ? realpathSync(path) : path;
      if (this.isDevice) {
        this.descriptor = openSync(path, 'w');
        return;
      }
      const folder = dirname(this.final);
      const {before, after} = temporaryName(this.final);
      const madeFolder = mkdirSync(folder, {recursive: true});
      if (madeFolder === undefined) removeAbandoned(folder, before, after);
      this.temporary = join(folder, `${before}${ownedSuffix()}${after}`);
      rememberTemporary(this.temporary, madeFolder);
      this.descriptor = openSync(this.temporary, 'wx', 0o644);
      if (old) fchmodSync(this.descriptor, old.mode & 0o777);
    } catch (error) {
      throw this.failed(error);
    }
  }

  write(bytes: Uint8Array): void {
    try {
      for (let offset = 0; offset < bytes.byteLength;) {
        const count = writeSync(this.descriptor, bytes, offset);
        offset += count;
        this.sizeBytes += count;
      }
    } catch (error) {
      throw this.failed(error);
    }
    this.hash.update(bytes);
  }

  /** Makes sure that all of it is on the disk, still under the temporary name: what may fail has then been done. */
  seal(): void {
    if (this.descriptor === NOT_OPEN) return;
    try {
      if (!this.isDevice && this.isDurable) fsyncSync(this.descriptor);
      this.close();
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** Syncs and renames. @returns the sha256 of the content */
  commit(): string {
    this.seal();
    if (!this.isDevice) {
      try {
        renameSync(this.temporary, this.final);
      } catch (error) {
        throw this.failed(error);
      }
      forgetTemporary(this.temporary);
      if (this.isDurable) syncFolder(dirname(this.final));
    }
    return this.hash.digest('hex');
  }

  /** Deletes what was written; the file under the final name, if any, stays as it was. */
  abort(): void {
    this.close();
    if (this.temporary !== '') removeTemporary(this.temporary);
  }

  private close(): void {
    const {descriptor} = this;
    // Closed also where that says that it failed.
    this.descriptor = NOT_OPEN;
    if (descriptor !== NOT_OPEN) closeSync(descriptor);
  }

  private failed(error: unknown): unknown {
    const writtenBytes = this.sizeBytes;
    this.abort();
    // As with standard output: a reader that has seen enough is no failure.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE')
      return coreError('PIPE_CLOSED', `${this.path}: the reader has gone.`, {cause: error});
    return fileError(error, this.path, {isOutput: true, ...(writtenBytes > 0 ? {writtenBytes} : {})});
  }
}

/** Writes a whole file atomically. @returns its sha256 */
export function writeFileAtomic(path: string, content: string | Uint8Array): string {
  const file = new AtomicFile(path);
  file.write(typeof content === 'string' ? Buffer.from(content) : content);
  return file.commit();
}

/** @returns a file's content as UTF-8 @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Read at once. */
const HASH_BYTES = 1 << 20;

/** @returns the sha256 of a file's content: one piece is hashed while the next is read, in memory that is used again */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const file = await open(path);
    try {
      let [held, free] = [Buffer.alloc(HASH_BYTES), Buffer.alloc(HASH_BYTES)];
      let {bytesRead} = await file.read(held, 0, HASH_BYTES, null);
      while (bytesRead > 0) {
        const next = file.read(free, 0, HASH_BYTES, null);
        hash.update(held.subarray(0, bytesRead));
        ({bytesRead} = await next);
        [held, free] = [free, held];
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
  return hash.digest('hex');
}

/** @throws IngotError `FILE_NOT_FOUND` */
export function requireFile(path: string): void {
  if (!existsSync(path)) throw fileError(Object.assign(new Error('missing'), {code: 'ENOENT'}), path);
}
