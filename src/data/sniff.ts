// Which format a source is in: by what it begins with, then by its ending.
import {extname} from 'node:path';
import {arrayFormatOf} from './arrays/recognize.js';
import {findEncoding, type Encoding} from './encodings.js';
import {dataError} from './errors.js';
import {peekBytes, type Source} from './sources.js';

/** `arrays`: NumPy's .npy and .npz, and IDX, packed by gzip or not. */
export const INPUT_FORMATS = ['csv', 'jsonl', 'arrow', 'arrows', 'arrays'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const HEAD_BYTES = 1 << 16;

const BY_ENDING: Readonly<Record<string, InputFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** Beginnings of files that are none of ours, what they are, and what to do. */
const FOREIGN: readonly (readonly [string, string, string])[] = [
  ['PAR1', 'Parquet', 'Convert it first: pyarrow and polars write Arrow (Feather) files.'],
  ['\x1f\x8b', 'gzip', 'Unpack it on the way: gunzip -c FILE | ingot data import - …'],
  ['PK\x03\x04', 'a zip archive (or a spreadsheet)', 'Unpack it, or save the sheet as CSV.'],
];

function byContent(head: Uint8Array, {name, path}: Source, encoding: Encoding): InputFormat {
  const start = Buffer.from(head.subarray(0, 8));
  const text = start.toString('latin1');
  const data = {file: name};
  if (head.byteLength === 0)
    throw dataError('DATA_TRUNCATED', `${name}: the input ended early: it is empty.`, {
      hints: ['If it comes from a pipe, the command before it may have failed.'],
      data,
    });
  if (text.startsWith('ARROW1')) return 'arrow';
  if (start.byteLength >= 4 && start.readInt32LE(0) === -1) return 'arrows';
  if (arrayFormatOf(head, path) !== undefined) return 'arrays';
  const foreign = FOREIGN.find(([beginning]) => text.startsWith(beginning));
  if (foreign)
    throw dataError('DATA_FORMAT', `${name}: expected CSV, JSON Lines or Arrow, found ${foreign[1]}.`, {
      hints: [foreign[2]],
      data,
    });
  const ending = extname(path).toLowerCase();
  if (['.arrow', '.arrows', '.feather', '.ipc'].includes(ending))
    throw dataError('DATA_CORRUPT', `${name}: expected Arrow data, found something else.`, {
      hints: ['Make the file again from its source, or give it the ending of what it is.'],
      data,
    });
  const byEnding = BY_ENDING[ending];
  if (byEnding) return byEnding;
  const isUtf16 = encoding.startsWith('utf-16');
  if (!isUtf16 && head.includes(0))
    throw dataError('DATA_FORMAT', `${name}: expected CSV, JSON Lines or Arrow, found binary data.`, {data});
  // Of UTF-16, its zeros and its byte order mark left out, enough is left to see a brace.
  const beginning = Buffer.from(isUtf16 ? head.filter((byte) => byte !== 0 && byte < 0xfe) : head).toString('utf8');
  return /^\ufeff?\s*\{/.test(beginning) ? 'jsonl' : 'csv';
}

/**
 * Finds the format (and the encoding, which means something for text only) and gives the source back, none of its bytes lost.
 *
 * @throws IngotError `DATA_TRUNCATED` when it is empty, `DATA_FORMAT`, `DATA_CORRUPT`
 */
export async function sniffSource(
  source: Source,
  asked: {readonly format?: InputFormat | undefined; readonly encoding?: Encoding | undefined},
): Promise<{readonly format: InputFormat; readonly encoding: Encoding; readonly source: Source}> {
  const {head, bytes, end} = await peekBytes(source.bytes(), HEAD_BYTES);
  try {
    const encoding = asked.encoding ?? findEncoding(head);
    const format = asked.format ?? byContent(head, source, encoding);
    if (source.path === '-') return {format, encoding, source: {...source, bytes: () => bytes}};
    await end();
    return {format, encoding, source};
  } catch (error) {
    await end();
    throw error;
  }
}
