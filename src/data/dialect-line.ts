// How a source of text is written, in one line for people.
import type {TextDialect} from './types.js';

const NAMES: Readonly<Record<string, string>> = {'\t': 'tab', ' ': 'blank'};

/** `"CSV, cells separated by ';', quoted by \", utf-8, the first row names the columns"` */
export function dialectLine({format, encoding, delimiter = ',', quote, header, table}: TextDialect): string {
  if (format === 'jsonl') return `JSON Lines, ${encoding}`;
  if (format === 'lines') return `lines of text, ${encoding}`;
  if (format === 'sqlite') return `SQLite, ${table === undefined ? 'the rows of a query' : `table ${table}`}`;
  if (format === 'postgres') return `PostgreSQL, ${table === undefined ? 'the rows of a query' : `table ${table}`}`;
  const separated = NAMES[delimiter] ?? `'${delimiter}'`;
  const quoted = quote === null ? 'without quotes' : `quoted by ${quote ?? '"'}`;
  const named = header === true ? 'the first row names the columns' : 'no row of names';
  return `CSV, cells separated by ${separated}, ${quoted}, ${encoding}, ${named}`;
}
