// One process at a time in a run folder: a lock file with the process that holds it. A lock whose process is gone
// (killed, machine restarted) is stale and taken over.
import {randomBytes} from 'node:crypto';
import {linkSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {fileError} from '../core/index.js';
import {trainError} from './errors.js';

export const LOCK_FILE = '.lock';

interface LockContent {
  readonly pid: number;
  readonly host: string;
  /** Start of the process in clock ticks since boot, so that a reused pid is not taken for the holder. */
  readonly started: string | null;
}

/**
 * Takes the lock of a run folder.
 *
 * @returns a function that gives it back
 * @throws IngotError `RUN_LOCKED` when another live process holds it
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  const mine = JSON.stringify({pid: process.pid, host: hostname(), started: processStart(process.pid)});
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(own, mine, {flag: 'wx'});
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(own, path)) return () => unlock(path, mine);
      const held = readLock(path);
      if (held === undefined) continue;
      if (isAlive(held.content)) throw lockedError(folder, held.content);
      breakLock(path, held.text);
    }
    throw lockedError(folder, readLock(path)?.content);
  } catch (error) {
    throw fileError(error, path, {isOutput: true});
  } finally {
    rmSync(own, {force: true});
  }
}

/** The live process that trains into a folder; undefined when there is none, a stale lock included. */
export function lockHolder(folder: string): {readonly pid: number; readonly host: string} | undefined {
  const content = readLock(join(folder, LOCK_FILE))?.content;
  return content && isAlive(content) ? {pid: content.pid, host: content.host} : undefined;
}

/** A hard link is made only if the name is free, and the file is complete at once. */
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): {text: string; content: LockContent | undefined} | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return {text, content: parseLock(text)};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseLock(text: string): LockContent | undefined {
  try {
    const content = JSON.parse(text) as Partial<LockContent> | null;
    if (typeof content?.pid !== 'number' || typeof content.host !== 'string') return undefined;
    return {pid: content.pid, host: content.host, started: content.started ?? null};
  } catch {
    // Not ours, or cut off by a crash of the machine: nobody can be named as its holder, so it is stale.
    return undefined;
  }
}

function isAlive(content: LockContent | undefined): boolean {
  if (content === undefined) return false;
  // A process of another machine cannot be looked up: believed to be alive.
  if (content.host !== hostname()) return true;
  try {
    process.kill(content.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = processStart(content.pid);
  return content.started === null || started === null || started === content.started;
}

/** Two processes may find the same stale lock: what was moved away must be what was read, else it is put back. */
function breakLock(path: string, staleText: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== staleText) tryLink(aside, path);
  rmSync(aside, {force: true});
}

function unlock(path: string, mine: string): void {
  if (readLock(path)?.text === mine) rmSync(path, {force: true});
}

/** Field 22 of /proc/PID/stat, where there is such a thing. @see proc(5) */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc on this system, or the process has just ended: the pid alone decides.
    return null;
  }
}

function lockedError(folder: string, content: LockContent | undefined): Error {
  const holder = content ? `process ${String(content.pid)} on ${content.host}` : 'another process';
  return trainError('RUN_LOCKED', `${folder}: ${holder} is training into this folder.`, {
    hints: [
      'Wait for it, or stop it (Ctrl-C or SIGTERM leave a checkpoint).',
      `If no such process exists, delete ${join(folder, LOCK_FILE)}.`,
    ],
    data: {folder, pid: content?.pid},
  });
}
