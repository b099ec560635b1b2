import {crc32} from 'node:zlib';
import type {Entry, ZipFile} from 'yauzl';
import {archiveError} from './damage.js';
import type {Member, Packing} from './define.js';

const STARTS = ['PK\x03\x04', 'PK\x05\x06'];
const UNIX = 3;
const TYPE_BITS = 0o170000;
const LINK_TYPE = 0o120000;
const METHODS: Readonly<Record<number, string>> = {
  0: 'stored',
  8: 'deflate',
  9: 'deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
};

/** Says what the library found wrong in our words. */
function explained(error: unknown, path: string, where: string): unknown {
  const isCut = /End of central directory|unexpected EOF|unexpected end of file/i;
  return archiveError(error, {what: 'the zip archive', path, where, isCut});
}

async function openZip(path: string): Promise<ZipFile> {
  const yauzl = await import('yauzl');
  // Names as they stand: what is wrong with one is said by its name.
  return yauzl.default.openPromise(path, {autoClose: false, decodeStrings: false});
}

async function* fileBytes(path: string, entry: Entry, where: string): AsyncGenerator<Uint8Array> {
  let archive: ZipFile | undefined;
  try {
    archive = await openZip(path);
    let sum = 0;
    for await (const chunk of await archive.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Uint8Array, sum);
      yield chunk as Uint8Array;
    }
    if (sum !== entry.crc32) throw new Error('the checksum is wrong');
  } catch (error) {
    throw explained(error, path, where);
  } finally {
    archive?.close();
  }
}

function refusalOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'is encrypted';
  const {compressionMethod: method} = entry;
  if (method === 0 || method === 8) return undefined;
  return `is packed by ${METHODS[method] ?? `method ${String(method)}`}, which is not read here`;
}

/** Folders end in a slash; links are known by the mode that Unix leaves. */
function kindOf(entry: Entry, name: string): Member['kind'] {
  if (name.endsWith('/')) return 'folder';
  const isUnix = entry.versionMadeBy >> 8 === UNIX;
  return isUnix && ((entry.externalFileAttributes >>> 16) & TYPE_BITS) === LINK_TYPE ? 'link' : 'file';
}

async function list(path: string, where: string): Promise<Member[]> {
  const members: Member[] = [];
  let archive: ZipFile | undefined;
  try {
    const yauzl = await import('yauzl');
    archive = await openZip(path);
    for await (const entry of archive.eachEntry()) {
      const name = yauzl.default.getFileNameLowLevel(
        entry.generalPurposeBitFlag,
        entry.fileNameRaw,
        entry.extraFields,
        true,
      );
      const refused = refusalOf(entry);
      members.push({
        name,
        kind: kindOf(entry, name),
        size: entry.uncompressedSize,
        ...(refused === undefined ? {} : {refused}),
        bytes: () => fileBytes(path, entry, `${where}!${name}`),
      });
    }
    return members;
  } catch (error) {
    throw explained(error, path, where);
  } finally {
    archive?.close();
  }
}

export const zip: Packing = {
  name: 'zip',
  label: 'a zip archive',
  endings: {'.zip': ''},
  recognizes: ({bytes}) => STARTS.includes(Buffer.from(bytes.subarray(0, 4)).toString('latin1')),
  list,
};
