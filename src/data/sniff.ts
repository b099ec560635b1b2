// Which format a source is in: as the user says, else by what it begins with, then by its ending.
import {extname} from 'node:path';
import {findEncoding, type Encoding} from './encodings.js';
import {dataError} from './errors.js';
import {FORMATS, type FileFormat, type Head, type SniffedSource} from './formats/index.js';
import {peekSource, type Source} from './sources.js';

const HEAD_BYTES = 1 << 16;

/** Beginnings of files that are none of ours, what they are, and what to do. */
const FOREIGN: readonly (readonly [string, string, string])[] = [
  ['BZh', 'bzip2', 'Unpack it on the way: bunzip2 -c FILE | ingot data import - …'],
  ['\xfd7zXZ', 'xz', 'Unpack it on the way: xz -dc FILE | ingot data import - …'],
  ['\x04\x22\x4d\x18', 'LZ4', 'Unpack it on the way: lz4 -dc FILE | ingot data import - …'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive', 'Unpack it first.'],
  ['Rar!', 'a RAR archive', 'Unpack it first.'],
  ['\xd0\xcf\x11\xe0', 'a document of an office program, perhaps a spreadsheet', 'Save the sheet as CSV.'],
];

/** `'CSV, JSON Lines or Arrow'` */
function labels(): string {
  const known = FORMATS.values().flatMap(({label, open}) => (open ? [label] : []));
  return `${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}`;
}

function byContent(head: Head, {name}: Source, encoding: Encoding): FileFormat {
  const {bytes, fileName} = head;
  const data = {file: name};
  const formats = FORMATS.values();
  const recognized = formats.find(({recognizes}) => recognizes?.(head));
  if (recognized) return recognized;
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const foreign = FOREIGN.find(([beginning]) => start.startsWith(beginning));
  if (foreign)
    throw dataError('DATA_FORMAT', `${name}: expected ${labels()}, found ${foreign[1]}.`, {hints: [foreign[2]], data});
  const ending = extname(fileName).toLowerCase();
  const named = formats.find(({endings}) => endings.includes(ending));
  if (named?.recognizes)
    throw dataError('DATA_CORRUPT', `${name}: expected ${named.label} data, found something else.`, {
      hints: ['Make the file again from its source, or give it the ending of what it is.'],
      data,
    });
  if (named) return named;
  const isUtf16 = encoding.startsWith('utf-16');
  if (!isUtf16 && bytes.includes(0))
    throw dataError('DATA_FORMAT', `${name}: expected ${labels()}, found binary data.`, {data});
  // Of UTF-16, its zeros and its byte order mark left out, enough is left to see a brace.
  const text = Buffer.from(isUtf16 ? bytes.filter((byte) => byte !== 0 && byte < 0xfe) : bytes).toString('utf8');
  const guessed = formats.find(({resembles}) => resembles?.(text.replace(/^\ufeff/, '')));
  return guessed ?? FORMATS.get('csv');
}

export interface Sniffed extends SniffedSource {
  readonly format: FileFormat;
}

/**
 * Finds the format (and the encoding, which means something for text only) and gives the source back, none of its bytes lost.
 *
 * @param asked - the format by its name, where the user says it
 * @throws IngotError `DATA_TRUNCATED` when it is empty, `DATA_FORMAT`, `DATA_CORRUPT`
 */
export async function sniffSource(
  source: Source,
  asked: {readonly format?: string | undefined; readonly encoding?: Encoding | undefined},
): Promise<Sniffed> {
  const {head: bytes, source: whole} = await peekSource(source, HEAD_BYTES);
  if (bytes.byteLength === 0)
    throw dataError('DATA_TRUNCATED', `${source.name}: the input ended early: it is empty.`, {
      hints: ['If it comes from a pipe, the command before it may have failed.'],
      data: {file: source.name},
    });
  const encoding = asked.encoding ?? findEncoding(bytes);
  const head = {bytes, fileName: source.fileName};
  const format = asked.format === undefined ? byContent(head, source, encoding) : FORMATS.get(asked.format);
  return {format, encoding, source: whole};
}
