// The files of a folder and of the folders in it, in an order that depends on their names only.
import {readdirSync, realpathSync, statSync} from 'node:fs';
import {extname, join} from 'node:path';
import {compareText, fileError} from '../../core/index.js';

export interface FoundFile {
  /** From the folder, with '/' between. */
  readonly path: string;
  /** The folder below the root that it lies in, at whatever depth; undefined for files of the root itself. */
  readonly label: string | undefined;
}

/** What a walk passed over. */
export interface Skipped {
  /** Short and stable, for the ledger. */
  readonly reason: string;
  readonly path: string;
}

export interface Walked {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly Skipped[];
}

/**
 * Files with one of the endings, folder by folder, names in the order of their characters' codes. Links are followed, but
 * not into a folder that is being walked; links to nothing are files that cannot be read.
 *
 * @param endings - lower case, with the dot
 * @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export function walkFolder(root: string, endings: readonly string[]): Walked {
  const files: FoundFile[] = [];
  const skipped: Skipped[] = [];
  const walk = (folder: string, within: readonly string[], above: readonly string[]): void => {
    const real = attempt(() => realpathSync(folder), folder);
    if (above.includes(real)) {
      skipped.push({reason: 'a link back to a folder around it', path: within.join('/')});
      return;
    }
    for (const name of attempt(() => readdirSync(folder), folder).sort(compareText)) {
      const path = join(folder, name);
      const parts = [...within, name];
      if (name.startsWith('.')) skipped.push({reason: 'hidden', path: parts.join('/')});
      else if (isFolder(path)) walk(path, parts, [...above, real]);
      else if (endings.includes(extname(name).toLowerCase())) files.push({path: parts.join('/'), label: within[0]});
      else skipped.push({reason: `no such file by its ending (${extname(name) || 'none'})`, path: parts.join('/')});
    }
  };
  walk(root, [], []);
  return {files, skipped};
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false})?.isDirectory() === true;
  } catch {
    // A link to itself: no folder; where it is named like a file of the kind, reading it says what is wrong.
    return false;
  }
}

function attempt<T>(read: () => T, path: string): T {
  try {
    return read();
  } catch (error) {
    throw fileError(error, path);
  }
}
