// Which format a source is in: by what it begins with, then by its ending.
import {extname} from 'node:path';
import {dataError} from './errors.js';
import {peekBytes, type Source} from './sources.js';

export const INPUT_FORMATS = ['csv', 'jsonl', 'arrow', 'arrows'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const HEAD_BYTES = 4096;

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
  ['\xff\xfe', 'UTF-16 text', 'Convert it first: iconv -f utf-16 -t utf-8 FILE.'],
  ['\xfe\xff', 'UTF-16 text', 'Convert it first: iconv -f utf-16 -t utf-8 FILE.'],
];

function byContent(head: Uint8Array, {name, path}: Source): InputFormat {
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
  if (head.includes(0))
    throw dataError('DATA_FORMAT', `${name}: expected CSV, JSON Lines or Arrow, found binary data.`, {data});
  return /^\s*\{/.test(Buffer.from(head).toString('utf8')) ? 'jsonl' : 'csv';
}

/**
 * Finds the format and gives the source back, none of its bytes lost.
 *
 * @throws IngotError `DATA_TRUNCATED` when it is empty, `DATA_FORMAT`, `DATA_CORRUPT`
 */
export async function sniffSource(
  source: Source,
  asked: InputFormat | undefined,
): Promise<{readonly format: InputFormat; readonly source: Source}> {
  const {head, bytes, end} = await peekBytes(source.bytes(), HEAD_BYTES);
  try {
    const format = asked ?? byContent(head, source);
    if (source.path === '-') return {format, source: {...source, bytes: () => bytes}};
    await end();
    return {format, source};
  } catch (error) {
    await end();
    throw error;
  }
}
