// What the system says when a file cannot be read or written, in our words: one code and one hint for each cause.
import {existsSync, statfsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {coreError, IngotError} from './errors.js';
import {formatBytes} from './sizes.js';
import {isTemporary} from './temporary.js';

/** Causes that are told by themselves; everything else of the system is "unreadable" or "unwritable" with its own words. */
const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'expected a file, but this is a folder',
  ENOTDIR: 'a part of the path is a file where a folder is needed',
  EEXIST: 'a part of the path is a file where a folder is needed',
  ENAMETOOLONG: 'the name is too long for the file system',
  ELOOP: 'the symbolic links go round in a circle',
  EIO: 'the disk reports an error of its own',
  ENXIO: 'there is no such device, or nobody at the other end',
};

const PLACE_HINT = 'Check the permissions, or name another place.';

/** What is left on the disk of a path; empty where the system does not say. */
function freeSpace(path: string): string {
  try {
    let folder = dirname(resolve(path));
    while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
    const {bavail, bsize, ffree, files} = statfsSync(folder);
    if (files > 0 && ffree === 0) return ': it takes no more files, whatever their size';
    return ` (${formatBytes(bavail * bsize)} free)`;
  } catch {
    // Not a place that can be asked (standard output, a folder that has gone): the message does without.
    return '';
  }
}

export interface FileUse {
  /** The file was to be written. Default: as the failed call of the system says. */
  readonly isOutput?: boolean | undefined;
  /** Bytes that had been written when it failed. */
  readonly writtenBytes?: number | undefined;
}

const WRITING_CALLS = new Set(['write', 'mkdir', 'mkdtemp', 'rename', 'link', 'unlink', 'rmdir', 'fsync', 'ftruncate']);

/** Wraps a system error with the file it concerns; other errors are returned as they are. */
export function fileError(error: unknown, path: string, use: FileUse = {}): unknown {
  if (error instanceof IngotError || !(error instanceof Error)) return error;
  const {code = '', syscall} = error as NodeJS.ErrnoException;
  const details = {cause: error, data: {file: path, system: code}};
  const after = use.writtenBytes === undefined ? '' : ` after ${formatBytes(use.writtenBytes)}`;
  const isHalfWritten = path === 'standard output';
  const outcome = isHalfWritten ? 'what was sent is not whole' : 'nothing was left half written';
  if (code === 'ENOENT')
    return coreError('FILE_NOT_FOUND', `${path}: no such file or folder.`, {...details, hints: ['Check the path.']});
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const cause = code === 'EDQUOT' ? 'the disk quota is used up' : `the disk is full${freeSpace(path)}`;
    return coreError('DISK_FULL', `${path}: ${cause}${after}; ${outcome}.`, {...details, hints: [spaceHint(path)]});
  }
  if (code === 'EFBIG')
    return coreError('FILE_TOO_LARGE', `${path}: the system lets the file grow no larger${after}; ${outcome}.`, {
      ...details,
      hints: ["Raise the limit of the shell ('ulimit -f'), or name a place whose file system takes larger files."],
    });
  if (code === 'EMFILE' || code === 'ENFILE')
    return coreError('TOO_MANY_FILES', `${path}: too many files are open (${code}).`, {
      ...details,
      hints: ["Raise the limit of the shell: 'ulimit -n 4096'."],
    });
  const isOutput = use.isOutput ?? WRITING_CALLS.has(syscall ?? '');
  const cause = CAUSES[code];
  if (cause === undefined && syscall === undefined) return error;
  return coreError(
    isOutput ? 'FILE_UNWRITABLE' : 'FILE_UNREADABLE',
    `${path}: ${cause === undefined ? error.message : `${cause} (${code})`}.`,
    {...details, ...(isOutput ? {hints: [PLACE_HINT]} : {})},
  );
}

/** Which place to change depends on whose file it is: the result's, or one that is needed on the way. */
function spaceHint(path: string): string {
  if (path === 'standard output') return 'Free some space where it is written to.';
  return isTemporary(path)
    ? 'It holds what is needed on the way: name another folder with --work-dir or TMPDIR, or free some space.'
    : 'Free some space, or name another place.';
}
