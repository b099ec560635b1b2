// PostgreSQL in: the rows of a table or a query through a cursor, in a transaction that cannot write.
import type {Client, FieldDef} from 'pg';
import type Cursor from 'pg-cursor';
import {IngotError} from '../../core/index.js';
import {dataError} from '../errors.js';
import type {Source} from '../sources.js';
import type {OpenedText} from '../text-format.js';
import type {Asked, Said} from './address.js';
import {postgresType} from './postgres-types.js';
import {RowStream} from './row-stream.js';
import {
  chosenNote,
  missingTable,
  onlyTable,
  queryError,
  quoteName,
  requireDistinct,
  requireReading,
} from './statement.js';

const CONNECT_TIMEOUT_MS = 15_000;
/** Rows of the first fetch, and characters of each later one, about. */
const FIRST_ROWS = 256;
const FETCH_CHARACTERS = 1 << 21;
const MAX_FETCH_ROWS = 1 << 13;

/** What makes the text of values the same on every server; the order of a plain scan too. */
const SESSION = [
  'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY',
  "SET LOCAL datestyle = 'ISO, MDY'",
  "SET LOCAL timezone = 'UTC'",
  "SET LOCAL bytea_output = 'hex'",
  'SET LOCAL extra_float_digits = 3',
  'SET LOCAL synchronize_seqscans = off',
];

interface ServerError extends Error {
  readonly code?: string;
  readonly hint?: string;
  readonly detail?: string;
  readonly position?: string;
}

/** A place of a server: an address without user, password and settings. */
export interface PostgresSource extends Source {
  readonly connection: string;
}

async function newClient(connection: string): Promise<Client> {
  const {default: pg} = await import('pg');
  try {
    return new pg.Client({
      connectionString: connection,
      connectionTimeoutMillis: Number(process.env['PGCONNECT_TIMEOUT'] ?? 0) * 1000 || CONNECT_TIMEOUT_MS,
      application_name: 'ingot',
    });
  } catch {
    // Without its cause, which may repeat the address with its password.
    throw dataError('DATA_OPTION', 'Expected a PostgreSQL address such as postgres://user@host:5432/database.', {
      hints: ['Special characters of a user or password are written as in a URL: @ is %40, / is %2F.'],
    });
  }
}

/** @returns what the address and the PG* variables say together, under a name that is safe to show */
export async function postgresSource(connection: string): Promise<PostgresSource> {
  const {host, port, database} = await newClient(connection);
  const place = host.startsWith('/') ? encodeURIComponent(host) : host;
  const name = `postgres://${place}:${String(port)}/${database ?? ''}`;
  return {
    origin: name,
    path: name,
    name,
    fileName: name,
    isPlainFile: false,
    isRereadable: false,
    connection,
    bytes: () => {
      throw dataError('DATA_OPTION', `${name}: rows are read of a database, not bytes.`);
    },
  };
}

/** What went wrong with the connection, by the server's code or the system's. */
function connectionError(error: ServerError, name: string): IngotError {
  const details = {cause: error, data: {database: name}};
  if (error.code === '3D000')
    return dataError('DATA_TABLE_MISSING', `${name}: there is no such database.`, {
      ...details,
      hints: ['List them with: psql -l.'],
    });
  const isRefused = error.code?.startsWith('28') === true || /password/i.test(error.message);
  return dataError('DATA_CONNECTION', `${name}: cannot connect: ${error.message || (error.code ?? 'no answer')}.`, {
    ...details,
    hints: isRefused
      ? ['Say who you are: PGUSER and PGPASSWORD, or a line in ~/.pgpass.']
      : ['Check host and port, and that the server takes connections from here: psql or pg_isready.'],
  });
}

/** Classes of codes that are about the server or the way to it: connection, resources, operator, system, crash. */
const SERVER_CLASSES = ['08', '53', '57', '58', 'XX'];

/** An error while a statement runs: of the connection, of the rights, or of the statement. */
function statementError(error: unknown, sql: string, name: string): unknown {
  if (error instanceof IngotError || !(error instanceof Error)) return error;
  const {code, hint, detail, message} = error as ServerError;
  const data = {database: name};
  // The system's codes begin with E; without a code it is the client, whose server went away.
  if (code?.length !== 5 || SERVER_CLASSES.includes(code.slice(0, 2)) || /^E[A-Z]/.test(code))
    return dataError('DATA_CONNECTION', `${name}: the connection was lost: ${message}.`, {
      cause: error,
      data,
      hints: ['Nothing was written. Try again, or ask for less at once.'],
    });
  if (code === '42501')
    return dataError('DATA_CONNECTION', `${name}: ${message}.`, {
      cause: error,
      data,
      hints: ['Ask for the right to SELECT, or connect as another user.'],
    });
  const hints = [...(hint === undefined ? [] : [hint]), ...(detail === undefined ? [] : [detail])];
  return queryError(message, sql, {cause: error, hints});
}

/** `schema.table` or `table`, as it is written in the database. */
function quoteTable(table: string): string {
  return table.split('.').map(quoteName).join('.');
}

/** Tables and views that the user may read; those of other schemas than the usual one with their schema. */
async function tablesOf(client: Client): Promise<string[]> {
  const {rows} = await client.query<{name: string}>(
    `SELECT CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END AS name
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
     ORDER BY 1`,
  );
  return rows.map(({name}) => name);
}

async function statementOf(
  client: Client,
  {table, query}: Asked,
  name: string,
): Promise<{readonly sql: string; readonly said: Said}> {
  if (query !== undefined) return {sql: requireReading(query), said: {query}};
  const tables = await tablesOf(client);
  const wanted = table ?? onlyTable(tables, name);
  const {rows} = await client.query<{found: unknown}>('SELECT pg_catalog.to_regclass($1) AS found', [
    quoteTable(wanted),
  ]);
  if ((rows[0]?.found ?? null) === null) throw missingTable(wanted, name, tables);
  return {sql: `SELECT * FROM ${quoteTable(wanted)}`, said: {table: wanted}};
}

interface Fetched {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly FieldDef[];
}

function fetchRows(cursor: Cursor<readonly unknown[]>, count: number): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    // At the end there is no result, whatever the types of the library say.
    cursor.read(count, (error, rows, result: {readonly fields: readonly FieldDef[]} | undefined) => {
      if (error) reject(error);
      else resolve({rows, fields: result?.fields ?? []});
    });
  });
}

function charactersOf(rows: Fetched['rows']): number {
  let characters = 0;
  for (const row of rows) for (const cell of row) characters += typeof cell === 'string' ? cell.length : 4;
  return characters;
}

/** Ends the connection; it can be broken already, and nothing depends on how it ends. */
async function endQuietly(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}

/**
 * Opens a table or the rows of a query.
 *
 * @throws IngotError `DATA_CONNECTION`, `DATA_TABLE_MISSING`, `DATA_QUERY`, `DATA_COLUMN_DUPLICATE`
 */
export async function openPostgresRows({connection, name}: PostgresSource, asked: Asked): Promise<OpenedText> {
  const {default: CursorOf} = await import('pg-cursor');
  const client = await newClient(connection);
  // A connection that breaks while nobody waits would end the process; whoever asks next is told.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await endQuietly(client);
    throw connectionError(error as ServerError, name);
  }
  let running = 'BEGIN';
  try {
    for (running of SESSION) await client.query(running);
    const {sql, said} = await statementOf(client, asked, name);
    running = sql;
    const cursor = client.query(
      new CursorOf<readonly unknown[]>(sql, [], {
        rowMode: 'array',
        types: {getTypeParser: (id: number) => postgresType(id).parse},
      }),
    );
    const first = await fetchRows(cursor, FIRST_ROWS);
    const names = first.fields.map((field) => field.name);
    const types = first.fields.map(({dataTypeID}) => postgresType(dataTypeID));
    requireDistinct(names, name);
    const stream = new RowStream(
      rowsOf(cursor, first.rows, (error) => statementError(error, sql, name)),
      () => endQuietly(client),
    );
    return {
      names,
      types,
      chunks: stream,
      close: () => stream.close(),
      notes: chosenNote(asked, said, name),
      allowDecimalComma: false,
      dialect: {format: 'postgres', ...said},
      decided: {
        usualMissing: false,
        kinds: Object.fromEntries(
          names.flatMap((column, index) => (types[index]?.isMoment === true ? [[column, 'datetime' as const]] : [])),
        ),
      },
    };
  } catch (error) {
    await endQuietly(client);
    throw statementError(error, running, name);
  }
}

/** Rows by fetches that hold about as many characters each, whatever a row is long. */
function rowsOf(
  cursor: Cursor<readonly unknown[]>,
  first: Fetched['rows'],
  wrap: (error: unknown) => unknown,
): () => Promise<Fetched['rows']> {
  let ahead: Fetched['rows'] | undefined = first;
  let size = FIRST_ROWS;
  return async () => {
    const rows =
      ahead ??
      (
        await fetchRows(cursor, size).catch((error: unknown) => {
          throw wrap(error);
        })
      ).rows;
    ahead = undefined;
    const each = charactersOf(rows) / Math.max(1, rows.length);
    size = Math.max(1, Math.min(MAX_FETCH_ROWS, size * 4, Math.floor(FETCH_CHARACTERS / Math.max(1, each))));
    return rows;
  };
}
