import {createReadStream} from 'node:fs';
import {fileError} from '../../core/index.js';
import {archiveError, cutOff} from './damage.js';
import type {Member, Packing} from './define.js';

const WHAT = 'the tar archive';
const BLOCK_BYTES = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const CHUNK_BYTES = 1 << 18;
const BLANK = 0x20;

/** Whether a block is the header of a file: its bytes have the sum that it says, its own digits taken for blanks. */
function isHeader(block: Uint8Array): boolean {
  if (block.byteLength < BLOCK_BYTES) return false;
  const said = Buffer.from(block.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES)).toString('latin1');
  const digits = /^ *([0-7]+)[ \0]/.exec(said)?.[1];
  if (digits === undefined) return false;
  let sum = CHECKSUM_BYTES * BLANK;
  for (let at = 0; at < BLOCK_BYTES; at += 1)
    if (at < CHECKSUM_AT || at >= CHECKSUM_AT + CHECKSUM_BYTES) sum += block[at] ?? 0;
  return sum === parseInt(digits, 8);
}

const KINDS: Readonly<Partial<Record<string, Member['kind']>>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  link: 'link',
  symlink: 'link',
};

interface Part {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

async function* partBytes({path, start, size}: Part, where: string): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  let found = 0;
  try {
    for await (const chunk of createReadStream(path, {start, end: start + size - 1, highWaterMark: CHUNK_BYTES})) {
      found += (chunk as Uint8Array).byteLength;
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw fileError(error, path);
  }
  if (found < size) throw cutOff(WHAT, where);
}

/** Goes through the archive once; files in it are then parts of it. */
async function list(path: string, where: string): Promise<Member[]> {
  const {extract} = await import('tar-stream');
  const archive = extract();
  const file = createReadStream(path, {highWaterMark: CHUNK_BYTES});
  let last: Uint8Array = new Uint8Array(0);
  file.on('data', (chunk) => (last = chunk as Uint8Array));
  file.on('error', (error) => archive.destroy(error));
  file.pipe(archive);
  const members: Member[] = [];
  try {
    for await (const entry of archive) {
      const {type, size} = entry.header;
      // `tar -c .` begins each name so.
      const name = entry.header.name.replace(/^(?:\.\/)+/, '');
      const part = {path, start: entry.offset + BLOCK_BYTES, size};
      // A type that the library does not know is null.
      const kind = KINDS[(type as string | null) ?? ''] ?? 'other';
      members.push({name, kind, size, bytes: () => partBytes(part, `${where}!${name}`)});
      entry.resume();
    }
  } catch (error) {
    throw archiveError(error, {what: WHAT, path, where, isCut: /unexpected end/i});
  } finally {
    file.destroy();
  }
  // Blocks of zeros are the end; an archive that was cut between two files has none.
  if (last.subarray(-BLOCK_BYTES).some((byte) => byte !== 0)) throw cutOff(WHAT, where);
  return members;
}

export const tar: Packing = {
  name: 'tar',
  label: 'a tar archive',
  endings: {'.tar': ''},
  recognizes: ({bytes}) => isHeader(bytes.subarray(0, BLOCK_BYTES)),
  list,
};
