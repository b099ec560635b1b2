// From files as they lie to streams of data: packed ones unpacked on the way, archives as the files in them.
import {statSync} from 'node:fs';
import type {Report} from '../../core/index.js';
import {dataError} from '../errors.js';
import type {FileFormat} from '../formats/index.js';
import {plainFile} from '../plain-file.js';
import {peekSource, type NamedSource, type Source} from '../sources.js';
import type {Member, Packing} from './define.js';
import {PACKINGS} from './index.js';
import {limited, UnpackLimit} from './limit.js';
import {packingOfName, unpackedName} from './packed-name.js';
import {selectMembers} from './select-members.js';

/** Enough to tell any packing: the first block of a tar archive. */
const HEAD_BYTES = 512;

export interface UnpackOptions {
  /** Formats, some of which are packed by themselves. */
  readonly formats: readonly FileFormat[];
  readonly maxUnpacked?: number | undefined;
  /** Folder for archives that come through a pipe or are packed. */
  readonly workDir?: string | undefined;
  readonly report: Report;
}

export interface UnpackedSources {
  readonly sources: readonly Source[];
  /** Deletes what was written on the way. */
  readonly close: () => void;
}

interface Told {
  readonly packing: Packing | undefined;
  readonly source: Source;
}

/** How a source is packed, if it is. @throws IngotError `DATA_CORRUPT` where the name says so and the content does not */
async function tell(source: Source, formats: readonly FileFormat[]): Promise<Told> {
  const {head: bytes, source: whole} = await peekSource(source, HEAD_BYTES);
  const head = {bytes, fileName: source.fileName};
  if (bytes.byteLength === 0 || formats.some(({recognizes}) => recognizes?.(head) === true))
    return {packing: undefined, source: whole};
  const packing = PACKINGS.values().find((each) => each.recognizes(head));
  const named = packingOfName(source.fileName);
  if (!packing && named)
    throw dataError(
      'DATA_CORRUPT',
      `${source.name}: expected ${named.packing.label} by its name, found something else.`,
      {hints: ['Fetch or pack the file again, or give it the ending of what it is.'], data: {file: source.name}},
    );
  return {packing, source: whole};
}

function nested(source: Source, outer: string, inner: string): Error {
  return dataError('DATA_ARCHIVE', `${source.name}: it is ${inner} within ${outer}, which is not unpacked.`, {
    hints: ['Unpack it once, and name what is in it.'],
    data: {file: source.name},
  });
}

/** The same source, unpacked as it is read. */
function unpackedSource(source: Source, packing: Packing, limit: UnpackLimit): Source {
  const {unpack} = packing;
  if (!unpack) return source;
  const bytes = (): AsyncIterable<Uint8Array> => limited(source.bytes(), unpack, {limit, where: source.name});
  return {...source, fileName: unpackedName(source.fileName), isPlainFile: false, bytes};
}

function memberSource({name, bytes}: Member, archive: Source): Source {
  const fileName = name.split('/').at(-1) ?? name;
  // Not out of a pipe any more: the archive is a file by now.
  return {...archive, name: `${archive.name}!${name}`, fileName, isPlainFile: false, isRereadable: true, bytes};
}

/**
 * Sources with all that is packed unpacked: gzip and zstd as they are read, archives as the data in them, in the order of
 * their names. Each may be packed once more: `rows.tar.gz`, a member `rows.csv.gz`.
 *
 * @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_FORMAT`, `DATA_ARCHIVE`, `DATA_UNPACKED_SIZE` (while it is read
 *   too), `DATA_MEMBER_MISSING`, `DATA_OPTION` for members of what is no archive
 */
export async function unpackSources(named: readonly NamedSource[], options: UnpackOptions): Promise<UnpackedSources> {
  const copies: (() => void)[] = [];
  const sources: Source[] = [];
  const close = (): void => {
    for (const remove of copies.splice(0)) remove();
  };
  try {
    for (const {source, members} of named) {
      const limit = new UnpackLimit(options.maxUnpacked);
      const stream = await unpackStream(source, limit, options.formats);
      if (!stream.archive) {
        if (members !== undefined) throw noArchive(source, members);
        sources.push(stream.source);
        continue;
      }
      const file = await plainFile(stream.source, options.workDir);
      copies.push(file.close);
      sources.push(
        ...(await membersOf(
          {source: stream.source, packing: stream.archive, path: file.path},
          {limit, members, ...options},
        )),
      );
    }
    return {sources, close};
  } catch (error) {
    close();
    throw error;
  }
}

function noArchive({name}: Source, members: string): Error {
  return dataError('DATA_OPTION', `${name}!${members}: ${name} is no archive, so it has no members.`, {
    hints: ['Leave out what stands behind the exclamation mark.'],
  });
}

interface UnpackedStream {
  readonly source: Source;
  /** The packing, where it is an archive. */
  readonly archive: Packing | undefined;
}

/** Takes off what packs a stream. @throws IngotError `DATA_ARCHIVE` where it is packed twice */
async function unpackStream(
  source: Source,
  limit: UnpackLimit,
  formats: readonly FileFormat[],
): Promise<UnpackedStream> {
  const outer = await tell(source, formats);
  if (!outer.packing?.unpack) return {source: outer.source, archive: outer.packing};
  const inner = await tell(unpackedSource(outer.source, outer.packing, limit), formats);
  if (inner.packing?.unpack) throw nested(source, outer.packing.label, inner.packing.label);
  return {source: inner.source, archive: inner.packing};
}

interface Archive {
  readonly source: Source;
  readonly packing: Packing;
  readonly path: string;
}

async function membersOf(
  {source, packing, path}: Archive,
  {
    limit,
    members: pattern,
    formats,
    report,
  }: UnpackOptions & {readonly limit: UnpackLimit; readonly members: NamedSource['members']},
): Promise<Source[]> {
  const where = source.name;
  const endings = formats.flatMap((format) => (format.open ? format.endings : []));
  const members = (await packing.list?.(path, where)) ?? [];
  const {taken, note} = await selectMembers(members, {pattern, endings, where});
  const unpacked = taken.reduce((sum, {size}) => sum + size, 0);
  limit.check({packed: statSync(path).size, unpacked}, where);
  if (note !== undefined) report({type: 'note', message: note});
  const sources: Source[] = [];
  for (const member of taken) {
    const found = await unpackStream(memberSource(member, source), limit, formats);
    if (found.archive) throw nested(found.source, packing.label, found.archive.label);
    sources.push(found.source);
  }
  return sources;
}
