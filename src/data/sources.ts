// From what the user names (paths, folders, globs, '-') to bytes.
import {createReadStream} from 'node:fs';
import {basename} from 'node:path';
import {fileError, hashFile} from '../core/index.js';
import {dataError} from './errors.js';
import {findFiles, isThere} from './find-files.js';
import {thenRest} from './then-rest.js';
import type {LineageStep} from './types.js';

const CHUNK_BYTES = 1 << 18;

/** One stream of bytes: a file, or standard input. */
export interface Source {
  /** What was named and lies on the disk, which is hashed: the archive of what is in one; `'-'` for standard input. */
  readonly origin: string;
  /** Where the bytes are, if `isPlainFile`. */
  readonly path: string;
  /** For messages. */
  readonly name: string;
  /** What it is called by itself: no folder, no archive around it, no `.gz`. Its ending may tell the format. */
  readonly fileName: string;
  /** Whether `path` is a file of the very bytes, so that they can be read at any place. */
  readonly isPlainFile: boolean;
  /** Whether `bytes` may be called more than once. */
  readonly isRereadable: boolean;
  /** The name that was given to its column (`NAME=FILE`). */
  readonly column?: string;
  bytes(): AsyncIterable<Uint8Array>;
}

function standardInput(): Source {
  return {
    origin: '-',
    path: '-',
    name: 'standard input',
    fileName: '-',
    isPlainFile: false,
    isRereadable: false,
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
  const bytes = (): AsyncIterable<Uint8Array> => fileBytes(path);
  return {origin: path, path, name: path, fileName: basename(path), isPlainFile: true, isRereadable: true, bytes};
}

/** `NAME=FILE`, unless there is a file of that whole name. */
function splitColumn(word: string): {readonly column?: string; readonly path: string} {
  const at = word.indexOf('=');
  if (at <= 0 || isThere(word)) return {path: word};
  return {column: word.slice(0, at), path: word.slice(at + 1)};
}

/** `archive.zip!PATTERN`, unless there is a file of that whole name. */
function splitMembers(word: string): {readonly path: string; readonly members?: string} {
  const at = word.indexOf('!');
  if (at <= 0 || at === word.length - 1 || isThere(word)) return {path: word};
  return {path: word.slice(0, at), members: word.slice(at + 1)};
}

/** A source, and which of the files in it where it is an archive. */
export interface NamedSource {
  readonly source: Source;
  /** Undefined: all that are data. */
  readonly members: string | undefined;
}

/**
 * The files that names stand for, in order: a folder gives its data files, a pattern the files it fits (see
 * `findFiles`); `archive.zip!PATTERN` says which files in it.
 *
 * @param endings - of the files that are taken from a folder
 * @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `DATA_EMPTY`, `DATA_LINK_LOOP`, `DATA_OPTION` when standard input
 *   is not the only source
 */
export async function resolveSources(
  names: string | readonly string[],
  endings: readonly string[],
): Promise<NamedSource[]> {
  const found: NamedSource[] = [];
  for (const word of typeof names === 'string' ? [names] : names) {
    const {column, path: rest} = splitColumn(word);
    const {path: pattern, members} = splitMembers(rest);
    for (const path of await findFiles(pattern, endings)) {
      const source = path === '-' ? standardInput() : fileSource(path);
      found.push({source: column === undefined ? source : {...source, column}, members});
    }
  }
  if (found.length > 1 && found.some(({source}) => source.path === '-'))
    throw dataError('DATA_OPTION', `Standard input ('-') cannot be read together with files.`, {
      hints: ['Name files only, or pipe everything in.'],
    });
  if (found.length === 0) throw dataError('DATA_OPTION', 'Expected at least one file, folder or -.');
  return found;
}

/** What several sources are called together. */
export function nameOfSources(sources: readonly Source[]): string {
  const [first] = sources;
  return sources.length === 1 && first ? first.name : `${String(sources.length)} files`;
}

/** Hashes of files as they lie, each once, for the lineage; a pipe has none. */
export async function hashSources(sources: readonly Source[]): Promise<LineageStep['inputs']> {
  const inputs: {name: string; sha256: string}[] = [];
  for (const path of new Set(sources.map(({origin}) => origin)))
    inputs.push(path === '-' ? {name: '-', sha256: ''} : {name: basename(path), sha256: await hashFile(path)});
  return inputs;
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

/** The first bytes of a source, and the source with none of them lost. */
export async function peekSource(
  source: Source,
  count: number,
): Promise<{readonly head: Uint8Array; readonly source: Source}> {
  const {head, bytes, end} = await peekBytes(source.bytes(), count);
  if (!source.isRereadable) return {head, source: {...source, bytes: () => bytes}};
  await end();
  return {head, source};
}
