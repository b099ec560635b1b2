// The file formats. Adding one is one file here and one line in the list.
import {Registry} from '../../core/index.js';
import {arrays} from './arrays.js';
import {arrow} from './arrow.js';
import {arrows} from './arrows.js';
import {csv} from './csv.js';
import type {FileFormat} from './define.js';
import {jsonl} from './jsonl.js';
import {lines} from './lines.js';
import {parquet} from './parquet.js';
import {sqlite} from './sqlite.js';

/** In the order in which they are asked about the content of a file; CSV takes what is left. */
export const FORMATS = new Registry<FileFormat>('file format', [
  arrow,
  arrows,
  parquet,
  sqlite,
  arrays,
  jsonl,
  csv,
  lines,
]);

/** Endings of files that can be read. */
export const READABLE_ENDINGS: readonly string[] = FORMATS.values().flatMap(({endings, open}) => (open ? endings : []));

export type {FileFormat, Head, SniffedSource} from './define.js';
