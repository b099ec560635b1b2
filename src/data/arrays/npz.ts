// NumPy's archives: a zip of .npy members, stored or deflated. @see PKWARE's APPNOTE.TXT, 4.3 and 4.5.3 (zip64)
import {promisify} from 'node:util';
import {crc32, inflateRaw} from 'node:zlib';
import {dataError} from '../errors.js';
import {bytesInMemory, partOf, type ByteRange} from '../byte-range.js';

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const CHUNK_BYTES = 1 << 22;
const UNSAID = 0xffffffff;

export interface Member {
  readonly name: string;
  readonly bytes: ByteRange;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/** The members of an archive, unpacked. @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_FORMAT` */
export async function readNpz(archive: ByteRange, where: string): Promise<Member[]> {
  const members: Member[] = [];
  for (const entry of await readEntries(archive, where)) members.push(await unpack(archive, entry, where));
  return members;
}

function damaged(where: string, what: string, cause?: unknown): Error {
  return dataError('DATA_CORRUPT', `${where}: no valid .npz file: ${what}.`, {
    hints: ['Save it again with numpy.savez.'],
    data: {file: where},
    cause,
  });
}

async function readEntries(archive: ByteRange, where: string): Promise<Entry[]> {
  const tailBytes = Math.min(archive.length, END_BYTES + MAX_COMMENT);
  const tail = await archive.read(archive.length - tailBytes, tailBytes);
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0)
    throw dataError('DATA_TRUNCATED', `${where}: the input ended early: the directory of the archive is missing.`, {
      hints: ['Copy or save the file again.'],
      data: {file: where},
    });
  const place = await directoryOf(archive, {tail, at, start: archive.length - tailBytes});
  const directory = await archive.read(place.offset, place.bytes);
  const entries: Entry[] = [];
  let cursor = 0;
  while (cursor < place.bytes) {
    if (directory.byteLength < cursor + 46 || directory.readUInt32LE(cursor) !== ENTRY)
      throw damaged(where, 'its directory is not understood');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(cursor + offset));
    const nameEnd = cursor + 46 + (nameBytes ?? 0);
    const end = nameEnd + (extraBytes ?? 0);
    entries.push(readEntry(directory, {cursor, nameEnd, end}));
    cursor = end + (commentBytes ?? 0);
  }
  return entries;
}

async function directoryOf(
  archive: ByteRange,
  {tail, at, start}: {readonly tail: Buffer; readonly at: number; readonly start: number},
): Promise<{readonly offset: number; readonly bytes: number}> {
  const plain = {offset: tail.readUInt32LE(at + 16), bytes: tail.readUInt32LE(at + 12)};
  if (plain.offset !== UNSAID && plain.bytes !== UNSAID) return plain;
  const locator = await archive.read(start + at - 20, 20);
  if (locator.byteLength < 20 || locator.readUInt32LE(0) !== END64_LOCATOR) return plain;
  const end = await archive.read(Number(locator.readBigUInt64LE(8)), 56);
  if (end.byteLength < 56 || end.readUInt32LE(0) !== END64) return plain;
  return {offset: Number(end.readBigUInt64LE(48)), bytes: Number(end.readBigUInt64LE(40))};
}

function readEntry(
  directory: Buffer,
  {cursor, nameEnd, end}: {readonly cursor: number; readonly nameEnd: number; readonly end: number},
): Entry {
  const extra = zip64(directory.subarray(nameEnd, end));
  const size = (offset: number): number => {
    const said = directory.readUInt32LE(cursor + offset);
    return said === UNSAID ? (extra.shift() ?? said) : said;
  };
  const bytes = size(24);
  const packedBytes = size(20);
  const offset = size(42);
  return {
    name: directory.subarray(cursor + 46, nameEnd).toString('utf8'),
    method: directory.readUInt16LE(cursor + 10),
    isEncrypted: (directory.readUInt16LE(cursor + 8) & 1) === 1,
    crc: directory.readUInt32LE(cursor + 16),
    ...{bytes, packedBytes, offset},
  };
}

/** The sizes and the offset that did not fit into 32 bits, in that order. */
function zip64(extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const count = Math.floor(Math.min(length, extra.byteLength - at - 4) / 8);
      return Array.from({length: count}, (_, index) => Number(extra.readBigUInt64LE(at + 4 + 8 * index)));
    }
    at += 4 + length;
  }
  return [];
}

async function unpack(archive: ByteRange, entry: Entry, where: string): Promise<Member> {
  const {name, method, isEncrypted, packedBytes, bytes, offset, crc} = entry;
  const member = `member '${name}'`;
  if (!name.endsWith('.npy') || isEncrypted || (method !== 0 && method !== 8))
    throw dataError('DATA_FORMAT', `${where}: ${member} is no plain .npy array.`, {
      hints: ['Save the arrays with numpy.savez or numpy.savez_compressed.'],
    });
  const header = await archive.read(offset, 30);
  if (header.byteLength < 30) throw damaged(where, `${member} lies outside of the file`);
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packedBytes > archive.length) throw damaged(where, `${member} lies outside of the file`);
  const stored = partOf(archive, start, packedBytes);
  const content = method === 0 ? stored : bytesInMemory(await inflate(stored, {bytes, where, member}));
  if ((await checksum(content)) !== crc) throw damaged(where, `the checksum of ${member} is wrong`);
  return {name: name.slice(0, -'.npy'.length), bytes: content};
}

async function inflate(
  packed: ByteRange,
  {bytes, where, member}: {readonly bytes: number; readonly where: string; readonly member: string},
): Promise<Buffer> {
  try {
    const content = await promisify(inflateRaw)(await packed.read(0, packed.length), {maxOutputLength: bytes + 1});
    if (content.byteLength === bytes) return content;
  } catch (cause) {
    throw damaged(where, `${member} cannot be unpacked`, cause);
  }
  throw damaged(where, `${member} has another size than said`);
}

async function checksum(content: ByteRange): Promise<number> {
  let sum = 0;
  for (let at = 0; at < content.length; at += CHUNK_BYTES) sum = crc32(await content.read(at, CHUNK_BYTES), sum);
  return sum;
}
