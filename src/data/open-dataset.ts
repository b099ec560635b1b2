// The one way into data: whatever the user names becomes a Dataset.
import {ignoreEvents, invariant} from '../core/index.js';
import {delegate} from './delegate.js';
import {dataError} from './errors.js';
import {FORMATS, READABLE_ENDINGS} from './formats/index.js';
import {openMedia} from './media/index.js';
import type {OpenOptions} from './open-options.js';
import {givenCsvOption} from './open-text.js';
import {unpackSources} from './packing/unpack-sources.js';
import {sniffSource, type Sniffed} from './sniff.js';
import {resolveSources, type Source} from './sources.js';
import {oneAsked, type SqlAddress} from './sql/address.js';
import {openPostgres, sqlAddressOf} from './sql/open-sql.js';
import type {Dataset} from './types.js';

/**
 * Opens data: a file, a folder or several files of one schema, or `'-'` for standard input; in any of the
 * registered formats, told apart by content and ending unless `format` says it; packed by gzip or zstd or not, or in an
 * archive.
 *
 * A folder of images, image files, and a list of such where `media` or a rule says so, become a column of tensors.
 *
 * A file of ingot's own brings its schema. For others, `rules` give it, or it is inferred from the first rows.
 *
 * @throws IngotError `FILE_NOT_FOUND`, `DATA_TRUNCATED`, `DATA_CORRUPT`, `DATA_FORMAT`, `DATA_ENCODING`, `DATA_EMPTY`,
 *   `DATA_COLUMN_MISSING`, `DATA_COLUMN_DUPLICATE`, `DATA_SCHEMA_MISMATCH`, and what `unpackSources` throws
 */
export async function openDataset(source: string | readonly string[], options: OpenOptions = {}): Promise<Dataset> {
  const address = sqlAddressOf(source);
  if (address) return openDatabase(address, options);
  const media = options.format === undefined ? await openMedia(source, options, openDataset) : undefined;
  if (media) return media;
  const {report = ignoreEvents, maxUnpacked, workDir} = options;
  const named = await resolveSources(source, READABLE_ENDINGS);
  const unpacked = await unpackSources(named, {formats: FORMATS.values(), maxUnpacked, workDir, report});
  try {
    const dataset = await openSources(unpacked.sources, options);
    const close = async (): Promise<void> => {
      await dataset.close();
      unpacked.close();
    };
    return delegate(dataset, {close});
  } catch (error) {
    unpacked.close();
    throw error;
  }
}

async function openSources(sources: readonly Source[], options: OpenOptions): Promise<Dataset> {
  const sniffed: Sniffed[] = [];
  // One after the other: there may be more of them than files that can be open.
  for (const each of sources) sniffed.push(await sniffSource(each, options));
  const [first] = sniffed;
  invariant(first, 'sources resolve to at least one');
  const {format} = first;
  const other = sniffed.find((each) => each.format !== format);
  if (other)
    throw dataError(
      'DATA_SCHEMA_MISMATCH',
      `${other.source.name}: expected ${format.label} as in ${first.source.name}, found ${other.format.label}.`,
      {hints: ['Files read together must be of one format and have the same columns.']},
    );
  if (!format.open)
    throw dataError('DATA_OPTION', `${first.source.name}: ${format.label} is written, but cannot be read.`);
  if (format.namesColumns !== true) refuseColumnNames(sniffed.map((each) => each.source));
  if (format.isDatabase !== true) refuseTableOptions(options, first.source.name);
  if (!format.isText) refuseTextOptions(options, first.source.name);
  return format.open(sniffed, options);
}

/** What the address of a database names. */
async function openDatabase(address: SqlAddress, options: OpenOptions): Promise<Dataset> {
  if (address.engine === 'sqlite') {
    const asked = oneAsked(options, address.asked);
    return openDataset(address.path, {...options, ...asked, format: 'sqlite'});
  }
  if (options.format !== undefined)
    throw dataError('DATA_OPTION', '--format is for files, but a database is read.', {hints: ['Leave it out.']});
  refuseTextOptions(options, 'PostgreSQL');
  return openPostgres(address, options);
}

/** @throws IngotError `DATA_OPTION`: a file that is no database is one table */
function refuseTableOptions({table, query}: OpenOptions, where: string): void {
  if (table === undefined && query === undefined) return;
  throw dataError(
    'DATA_OPTION',
    `${table === undefined ? '--query' : '--table'} is for databases, but ${where} is none.`,
    {
      hints: ['Leave it out: a file is one table.'],
    },
  );
}

/** @throws IngotError `DATA_OPTION`: a table names its columns itself */
function refuseColumnNames(sources: readonly Source[]): void {
  const named = sources.find(({column}) => column !== undefined);
  if (named)
    throw dataError('DATA_OPTION', `${named.column ?? ''}=${named.name}: it is no array, but a table of its own.`, {
      hints: ['NAME=FILE names the column of a NumPy or IDX array.'],
    });
}

/** @throws IngotError `DATA_OPTION`: an Arrow file has no delimiter */
function refuseTextOptions({encoding, promotes, ...options}: OpenOptions, where: string): void {
  const given =
    givenCsvOption(options) ??
    (encoding === undefined ? (promotes === false ? '--no-promote' : undefined) : '--encoding');
  if (given !== undefined)
    throw dataError('DATA_OPTION', `${given} is for text, but ${where} is no text.`, {
      hints: ['Leave it out: the file says itself how it is to be read.'],
    });
}
