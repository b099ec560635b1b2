// Files and folders that must not outlive the work: their names say whose they are, so that what a killed process left is
// recognized and removed by the next one that writes there.
import {createHash, randomBytes} from 'node:crypto';
import {readdirSync, readlinkSync, rmdirSync, rmSync} from 'node:fs';
import {hostname} from 'node:os';
import {dirname, join, resolve, sep} from 'node:path';

/** What to delete when the process ends for whatever reason it can still react to; with the folders made for it. */
const temporaries = new Map<string, string | undefined>();
process.on('exit', removeTemporaries);

/**
 * Deletes `path` when the process exits, unless {@link forgetTemporary} was called.
 *
 * @param madeFolder - the uppermost folder that was made for it: goes too, if nothing else is in it
 */
export function rememberTemporary(path: string, madeFolder?: string): void {
  temporaries.set(path, madeFolder);
}

/** @returns whether it was remembered */
export function forgetTemporary(path: string): boolean {
  return temporaries.delete(path);
}

/** Deletes a file or folder that was remembered, or not, with the empty folders that were made for it. */
export function removeTemporary(path: string): void {
  const madeFolder = temporaries.get(path);
  temporaries.delete(path);
  rmSync(path, {recursive: true, force: true});
  if (madeFolder !== undefined) removeEmptyFolders(dirname(path), madeFolder);
}

/** Deletes every remembered temporary file now: for a process about to die by a signal, where `exit` never comes. */
export function removeTemporaries(): void {
  for (const path of [...temporaries.keys()]) removeTemporary(path);
}

/** Removes folders from the lower one up to the upper one, as long as they are empty. */
export function removeEmptyFolders(lower: string, upper: string): void {
  const last = resolve(upper);
  for (let folder = resolve(lower); folder === last || folder.startsWith(last + sep); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      // Something else is in it by now, or it has gone: not ours any more.
      return;
    }
  }
}

/** Whether a path lies in a temporary folder of this process, or is such a file. */
export function isTemporary(path: string): boolean {
  for (const known of temporaries.keys()) if (path === known || path.startsWith(known + sep)) return true;
  return false;
}

let owner: string | undefined;

/** The machine, and the world of process numbers within it: two containers may both have a process 7. */
function ownerTag(): string {
  if (owner === undefined) {
    let world = '';
    try {
      world = readlinkSync('/proc/self/ns/pid');
    } catch {
      // Not Linux: one world of processes a machine.
    }
    owner = createHash('sha256').update(`${hostname()}\n${world}`).digest('hex').slice(0, 8);
  }
  return owner;
}

/** Unique, and says who made it: `<tag of the machine>-<process>-<random>`. */
export function ownedSuffix(): string {
  return `${ownerTag()}-${String(process.pid)}-${randomBytes(4).toString('hex')}`;
}

const SUFFIX = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/**
 * Removes what processes of this machine that are gone have left in a folder.
 *
 * @param before - what stands before the suffix of {@link ownedSuffix}
 * @param after - what stands behind it
 */
export function removeAbandoned(folder: string, before: string, after = ''): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const [, tag, pid] = SUFFIX.exec(name.slice(before.length, name.length - after.length)) ?? [];
    if (tag !== ownerTag() || isAlive(Number(pid))) continue;
    try {
      rmSync(join(folder, name), {recursive: true, force: true});
    } catch {
      // Somebody else's by permission, or being removed by another process right now.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not to be listed; whether it can be written to is found out by who writes.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
