// From words on a command line to paths: files as they are called, folders of data files, patterns.
import {lstatSync, readdirSync, readdir, realpath, realpathSync, stat, statSync} from 'node:fs';
import {basename, extname, join, relative} from 'node:path';
import {compareText, coreError, fileError} from '../core/index.js';
import {dataError} from './errors.js';
import {pathPattern} from './path-pattern.js';
import {isArchiveName, unpackedName} from './packing/packed-name.js';

/** Whether something is called so, if only a link to nothing. */
export function isThere(path: string): boolean {
  return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
}

function listFolder(path: string, endings: readonly string[]): string[] {
  const entries = readdirSync(path, {withFileTypes: true}).filter(({name}) => !name.startsWith('.'));
  const names = entries.flatMap(({name}) =>
    endings.includes(extname(unpackedName(name)).toLowerCase()) ? [name] : [],
  );
  if (names.length > 0) return names.sort(compareText).map((name) => join(path, name));
  const archive = entries.find(({name}) => isArchiveName(name));
  const folder = entries.find((entry) => entry.isDirectory());
  throw dataError('DATA_EMPTY', `${path}: expected a folder of data files, but it has none.`, {
    hints: [
      `Files are recognized by their ending: ${endings.join(' ')}, also behind them .gz or .zst.`,
      ...(archive ? [`Archives in a folder are named one by one: '${join(path, archive.name)}'.`] : []),
      ...(folder
        ? [`Folders in it are not looked into; a pattern does: '${join(path, '**', `*${endings[0] ?? ''}`)}'.`]
        : []),
    ],
    data: {file: path},
  });
}

/** The files that a pattern fits, in order. @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `DATA_LINK_LOOP` */
async function matchFiles(pattern: string): Promise<string[]> {
  const {globSync} = await import('tinyglobby');
  const isWanted = await pathPattern(basename(pattern));
  const broken: {readonly path: string; readonly error: unknown}[] = [];
  // The library passes over links that lead nowhere or in a circle; one that would be read is an error.
  const resolveLink = (path: string): string => {
    try {
      return realpathSync(path);
    } catch (error) {
      if (isWanted(basename(path))) broken.push({path, error});
      throw error;
    }
  };
  const found = globSync(pattern, {
    expandDirectories: false,
    fs: {readdir, readdirSync, realpath, realpathSync: resolveLink as typeof realpathSync, stat, statSync},
  });
  const [first] = broken;
  if (first) throw fileError(first.error, relative('.', first.path));
  refuseSameFiles(found);
  return found.sort(compareText);
}

/** @throws IngotError `DATA_LINK_LOOP`: a link to a folder around it, or to a file beside it, gives the same rows again */
function refuseSameFiles(paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of [...paths].sort((a, b) => a.length - b.length || compareText(a, b))) {
    const real = realpathSync(path);
    const other = seen.get(real);
    if (other !== undefined)
      throw dataError('DATA_LINK_LOOP', `${path}: through a link it is the same file as ${other}.`, {
        hints: ['Its rows would be read twice: remove the link, or write a pattern that leaves it out.'],
        data: {file: path},
      });
    seen.set(real, path);
  }
}

/**
 * The files that a word stands for, in order: a folder gives its data files, a pattern (`*` `?` `[…]` `{…}` `**`) those it
 * fits. What is called so to the letter comes first.
 *
 * @param endings - of the files that are taken from a folder
 * @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `DATA_EMPTY`, `DATA_LINK_LOOP`
 */
export async function findFiles(word: string, endings: readonly string[]): Promise<string[]> {
  if (word === '-') return [word];
  if (isThere(word)) {
    try {
      return statSync(word).isDirectory() ? listFolder(word, endings) : [word];
    } catch (error) {
      throw fileError(error, word);
    }
  }
  if (!/[*?[\]{}()]/.test(word)) throw fileError(Object.assign(new Error('missing'), {code: 'ENOENT'}), word);
  const found = await matchFiles(word);
  if (found.length > 0) return found;
  throw coreError('FILE_NOT_FOUND', `${word}: no file fits the pattern.`, {
    hints: ['Check the folder it begins with; ** stands for folders at any depth, hidden files are passed over.'],
    data: {file: word},
  });
}
