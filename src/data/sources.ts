// From what the user names (paths, folders, globs, '-') to bytes.
import {createReadStream, existsSync, readdirSync, statSync} from 'node:fs';
import {basename, dirname, extname, join} from 'node:path';
import {fileError, hashFile} from '../core/index.js';
import {dataError} from './errors.js';
import {thenRest} from './then-rest.js';
import type {LineageStep} from './types.js';

const CHUNK_BYTES = 1 << 18;

/** One stream of bytes: a file, or standard input. */
export interface Source {
  /** `'-'` for standard input. */
  readonly path: string;
  /** For messages. */
  readonly name: string;
  /** What it is called by itself: no folder, no archive around it, no `.gz`. Its ending may tell the format. */
  readonly fileName: string;
  /** Whether `path` is a file of the very bytes, so that they can be read at any place. */
  readonly isPlainFile: boolean;
  /** The name that was given to its column (`NAME=FILE`). */
  readonly column?: string;
  bytes(): AsyncIterable<Uint8Array>;
}

function standardInput(): Source {
  return {
    path: '-',
    name: 'standard input',
    fileName: '-',
    isPlainFile: false,
    bytes: () => process.stdin as AsyncIterable<Uint8Array>,
  };
}

async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, {highWaterMark: CHUNK_BYTES})) yield chunk as Uint8Array;
  } catch (error) {
    throw fileError(error, path);
  }
}

export function fileSource(path: string): Source {
  return {path, name: path, fileName: basename(path), isPlainFile: true, bytes: () => fileBytes(path)};
}

function globExpression(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`);
}

function listFolder(path: string, endings: readonly string[]): string[] {
  const names = readdirSync(path).filter(
    (name) => !name.startsWith('.') && endings.includes(extname(name).toLowerCase()),
  );
  if (names.length === 0)
    throw dataError('DATA_EMPTY', `${path}: expected a folder of data files, but it has none.`, {
      hints: [`Files are recognized by their ending: ${endings.join(' ')}.`],
    });
  return names.sort().map((name) => join(path, name));
}

/** `NAME=FILE`, unless there is a file of that whole name. */
function splitColumn(word: string): {readonly column?: string; readonly path: string} {
  const at = word.indexOf('=');
  if (at <= 0 || existsSync(word)) return {path: word};
  return {column: word.slice(0, at), path: word.slice(at + 1)};
}

function expand(path: string, endings: readonly string[]): string[] {
  if (path === '-') return [path];
  if (existsSync(path)) return statSync(path).isDirectory() ? listFolder(path, endings) : [path];
  const folder = dirname(path);
  if (/[*?]/.test(basename(path)) && existsSync(folder)) {
    const expression = globExpression(basename(path));
    const found = readdirSync(folder).filter((name) => !name.startsWith('.') && expression.test(name));
    if (found.length > 0) return found.sort().map((name) => join(folder, name));
  }
  throw fileError(Object.assign(new Error('missing'), {code: 'ENOENT'}), path);
}

/**
 * The files that names stand for, in order: a folder gives its data files sorted by name, a pattern with * or ? in its
 * last part the files it fits.
 *
 * @param endings - of the files that are taken from a folder
 * @throws IngotError `FILE_NOT_FOUND`, `DATA_EMPTY`, `DATA_OPTION` when standard input is not the only source
 */
export function resolveSources(names: string | readonly string[], endings: readonly string[]): Source[] {
  const words = (typeof names === 'string' ? [names] : names).map(splitColumn);
  const found = words.flatMap(({column, path: word}) => expand(word, endings).map((path) => ({path, column})));
  const paths = found.map(({path}) => path);
  if (paths.includes('-') && paths.length > 1)
    throw dataError('DATA_OPTION', `Standard input ('-') cannot be read together with files.`, {
      hints: ['Name files only, or pipe everything in.'],
    });
  if (paths.length === 0) throw dataError('DATA_OPTION', 'Expected at least one file, folder or -.');
  return found.map(({path, column}) => ({
    ...(path === '-' ? standardInput() : fileSource(path)),
    ...(column === undefined ? {} : {column}),
  }));
}

/** What several sources are called together. */
export function nameOfSources(sources: readonly Source[]): string {
  const [first] = sources;
  return sources.length === 1 && first ? first.name : `${String(sources.length)} files`;
}

/** Hashes of files, for the lineage; a pipe has none. */
export async function hashSources(sources: readonly Source[]): Promise<LineageStep['inputs']> {
  return Promise.all(
    sources.map(async ({path}) => ({
      name: path === '-' ? '-' : basename(path),
      sha256: path === '-' ? '' : await hashFile(path),
    })),
  );
}

/** Reads at least `count` bytes ahead (fewer only at the end) and gives them back in front of the rest. */
export async function peekBytes(
  bytes: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{head: Uint8Array; bytes: AsyncIterable<Uint8Array>; end: () => Promise<void>}> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  const head = Buffer.concat(chunks);
  const end = async (): Promise<void> => {
    await iterator.return?.();
  };
  return {head, bytes: thenRest(head.byteLength > 0 ? [head] : [], iterator), end};
}
