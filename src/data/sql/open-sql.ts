// Databases as datasets: SQLite files, and PostgreSQL by its address.
import {isDatabaseAddress} from '../../core/index.js';
import type {SniffedSource} from '../formats/define.js';
import {dataError} from '../errors.js';
import type {OpenOptions} from '../open-options.js';
import {openRows} from '../open-text.js';
import type {Dataset} from '../types.js';
import {oneAsked, parseSqlAddress, type SqlAddress} from './address.js';
import {openPostgresRows, postgresSource} from './postgres-read.js';
import {sqlFormat} from './sql-format.js';
import {openSqliteRows} from './sqlite-read.js';

/** Opens SQLite files, the same table or query of each. @throws IngotError as `openDataset` does */
export function openSqlite(sniffed: readonly SniffedSource[], options: OpenOptions): Promise<Dataset> {
  const asked = oneAsked(options, {});
  const sources = sniffed.map(({source}) => source);
  const format = sqlFormat('sqlite', (source) => openSqliteRows(source, asked, options.workDir));
  return openRows({format, sources, encoding: 'utf-8'}, options);
}

/** @returns the address, where the one word names a database @throws IngotError `DATA_OPTION` when there are others beside it */
export function sqlAddressOf(words: string | readonly string[]): SqlAddress | undefined {
  const all = typeof words === 'string' ? [words] : words;
  const [word] = all.filter(isDatabaseAddress);
  if (word === undefined) return undefined;
  if (all.length > 1)
    throw dataError('DATA_OPTION', 'The address of a database stands alone: several are not read together.', {
      hints: ['Join tables in the query, or import them one by one.'],
    });
  return parseSqlAddress(word);
}

/** Opens the table or the query of a PostgreSQL server. @throws IngotError as `openDataset` does */
export async function openPostgres(
  {connection, asked}: SqlAddress & {engine: 'postgres'},
  options: OpenOptions,
): Promise<Dataset> {
  const wanted = oneAsked(options, asked);
  const source = await postgresSource(connection);
  const format = sqlFormat('postgres', () => openPostgresRows(source, wanted));
  return openRows(
    {
      format,
      sources: [source],
      encoding: 'utf-8',
      inputs: () => Promise.resolve([{name: source.name, sha256: ''}]),
    },
    options,
  );
}
