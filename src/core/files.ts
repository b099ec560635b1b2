// Files that are either whole or absent: written under a temporary name, synced, then renamed.
import {createHash, randomBytes} from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  openSync,
  writeSync,
  fsyncSync,
  closeSync,
  renameSync,
  statSync,
} from 'node:fs';
import {open} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {coreError, IngotError} from './errors.js';

/** Temporary files to delete when the process ends for whatever reason it can still react to. */
const temporaries = new Set<string>();
process.on('exit', () => {
  for (const path of temporaries) rmSync(path, {recursive: true, force: true});
});

/** Deletes `path` when the process exits, unless {@link forgetTemporary} was called. */
export function rememberTemporary(path: string): void {
  temporaries.add(path);
}

export function forgetTemporary(path: string): void {
  temporaries.delete(path);
}

const UNREADABLE = new Set(['EISDIR', 'ENOTDIR', 'EEXIST', 'EIO', 'EMFILE', 'ELOOP', 'ENAMETOOLONG']);

/** Wraps a system error with the file it concerns; other errors are returned as they are. */
export function fileError(error: unknown, path: string): unknown {
  if (error instanceof IngotError || !(error instanceof Error)) return error;
  const {code} = error as NodeJS.ErrnoException;
  const details = {cause: error, data: {file: path}};
  if (code === 'ENOENT')
    return coreError('FILE_NOT_FOUND', `${path}: no such file or folder.`, {...details, hints: ['Check the path.']});
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return coreError('DISK_FULL', `${path}: the disk is full; nothing was left half written.`, {
      ...details,
      hints: ['Free some space, or name another folder (--work-dir for temporary files).'],
    });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return coreError('FILE_UNWRITABLE', `${path}: permission denied (${code}).`, {
      ...details,
      hints: ['Check the permissions, or name another place.'],
    });
  if (UNREADABLE.has(code ?? '')) return coreError('FILE_UNREADABLE', `${path}: ${error.message}.`, details);
  return error;
}

/** What stands under a name already; undefined for nothing, or nothing that can be looked at. */
function kindOf(path: string): 'file' | 'folder' | 'device' | undefined {
  const stats = statSync(path, {throwIfNoEntry: false});
  if (!stats) return undefined;
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'device';
}

/**
 * A file that appears under its name only once it is complete. A device or named pipe (`/dev/null`) is written through
 * instead: renaming a file over it would replace it for everybody.
 *
 * @throws IngotError `FILE_UNWRITABLE`, `DISK_FULL`, `FILE_NOT_FOUND` (the parent is made, so only for odd paths)
 */
export class AtomicFile {
  private readonly temporary: string;
  private readonly descriptor: number;
  private readonly hash = createHash('sha256');
  private readonly isDevice: boolean;
  private open = true;
  sizeBytes = 0;

  constructor(readonly path: string) {
    this.temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      const kind = kindOf(path);
      if (kind === 'folder')
        throw Object.assign(new Error('expected a file name, but this is a folder'), {code: 'EISDIR'});
      this.isDevice = kind === 'device';
      mkdirSync(dirname(path), {recursive: true});
      this.descriptor = this.isDevice ? openSync(path, 'w') : openSync(this.temporary, 'wx', 0o644);
    } catch (error) {
      throw fileError(error, path);
    }
    if (!this.isDevice) rememberTemporary(this.temporary);
  }

  write(bytes: Uint8Array): void {
    try {
      for (let offset = 0; offset < bytes.byteLength;) offset += writeSync(this.descriptor, bytes, offset);
    } catch (error) {
      this.abort();
      throw fileError(error, this.path);
    }
    this.hash.update(bytes);
    this.sizeBytes += bytes.byteLength;
  }

  /** Syncs and renames. @returns the sha256 of the content */
  commit(): string {
    try {
      if (!this.isDevice) fsyncSync(this.descriptor);
      closeSync(this.descriptor);
      this.open = false;
      if (!this.isDevice) renameSync(this.temporary, this.path);
    } catch (error) {
      this.abort();
      throw fileError(error, this.path);
    }
    forgetTemporary(this.temporary);
    return this.hash.digest('hex');
  }

  /** Deletes what was written; the file under the final name, if any, stays as it was. */
  abort(): void {
    if (this.open) closeSync(this.descriptor);
    this.open = false;
    rmSync(this.temporary, {force: true});
    forgetTemporary(this.temporary);
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

/** Deletes every remembered temporary file now: for a process about to die by a signal, where `exit` never comes. */
export function removeTemporaries(): void {
  for (const path of temporaries) rmSync(path, {recursive: true, force: true});
  temporaries.clear();
}
