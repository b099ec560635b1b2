// SQLite in: the rows of a table or a query, one after the other, never more than a few in memory.
import {IngotError} from '../../core/index.js';
import {parseDate} from '../dates.js';
import {dataError} from '../errors.js';
import {plainFile} from '../plain-file.js';
import type {Source} from '../sources.js';
import type {OpenedText, SourceType} from '../text-format.js';
import type {Asked, Said} from './address.js';
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
import {shadowSqlite, type Shadow} from './sqlite-shadow.js';

type Sqlite = typeof import('node-sqlite3-wasm');
type Database = InstanceType<Sqlite['Database']>;

/** Cells and characters that are taken out of the database before the rows go on. */
const CHUNK_CELLS = 1 << 14;
const CHUNK_CHARACTERS = 1 << 20;
const DAMAGE = /malformed|not a database|corrupt|disk I\/O error|encrypted/i;

/** The library is CommonJS that assigns its exports at the end, which only `default` sees. */
async function loadSqlite(): Promise<Sqlite> {
  const {default: sqlite} = (await import('node-sqlite3-wasm')) as unknown as {readonly default: Sqlite};
  return sqlite;
}

function damaged(name: string, cause: unknown): IngotError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return dataError('DATA_CORRUPT', `${name}: no valid SQLite data: ${said.replace(/\.$/, '')}.`, {
    hints: ['Look at it with: sqlite3 FILE "PRAGMA integrity_check", and bring back a whole copy.'],
    cause,
    data: {file: name},
  });
}

/** Runs the library, whose errors about the file are those of the file; a trap of its WebAssembly is damage too. */
function guarded<T>(name: string, run: () => T, otherwise: (error: Error) => unknown = (error) => error): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof IngotError || !(error instanceof Error)) throw error;
    if (error.name !== 'SQLite3Error' || DAMAGE.test(error.message)) throw damaged(name, error);
    throw otherwise(error);
  }
}

interface Column {
  readonly name: string;
  readonly type: SourceType;
  readonly isBoolean: boolean;
}

/** By what a column was declared as. SQLite lets any word stand there and any value in the column. */
function columnOf(name: string, declared: string, holdsBytes: boolean): Column {
  const word = declared.toUpperCase();
  const isDate = /\bDATE|TIMESTAMP/.test(word);
  const isBoolean = /\bBOOL/.test(word);
  const isText = /CHAR|CLOB|TEXT/.test(word);
  const isNumber = /INT|REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(word);
  const natural = isDate ? 'datetime' : isBoolean ? 'boolean' : isText ? 'text' : isNumber ? 'numeric' : undefined;
  return {
    name,
    isBoolean,
    type: {
      natural,
      leftOut: holdsBytes ? 'a BLOB' : undefined,
      // There is no type for dates: they are text, or numbers in a column that is declared as one of dates.
      sample: (cell) => {
        if (typeof cell === 'string') {
          const seconds = parseDate(cell, 'iso');
          return seconds === undefined ? cell : new Date(seconds * 1000);
        }
        return isDate && typeof cell === 'number' ? new Date(cell * 1000) : cell;
      },
    },
  };
}

/** A value of SQLite as a cell: whole numbers beyond 2⁵³ as their digits, bytes as something that no rule takes. */
function cellOf(value: unknown, {isBoolean}: Column): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (isBoolean && (value === 0 || value === 1)) return value === 1;
    return Number.isFinite(value) ? value : String(value);
  }
  if (!(value instanceof Uint8Array)) return value;
  const said = `${String(value.byteLength)} bytes`;
  return {toJSON: () => said};
}

function tablesOf(database: Database): string[] {
  const rows = database.all(
    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  return rows.map(({name}) => name as string);
}

/** What is read, as a statement. Nothing of the file itself is run but that. */
function statementOf(
  database: Database,
  {table, query}: Asked,
  name: string,
): {readonly sql: string; readonly said: Said} {
  if (query !== undefined) return {sql: requireReading(query), said: {query}};
  const tables = guarded(name, () => tablesOf(database));
  const wanted = table ?? onlyTable(tables, name);
  const found =
    tables.find((each) => each === wanted) ?? tables.find((each) => each.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw missingTable(wanted, name, tables);
  return {sql: `SELECT * FROM ${quoteName(found)}`, said: {table: found}};
}

/** Which columns hold bytes in the first rows: declared so, or not declared at all, a view calls both BLOB. */
function columnsOfBytes(database: Database, names: readonly string[]): ReadonlySet<string> {
  if (names.length === 0) return new Set();
  const list = names.map((name, index) => `max(typeof(${quoteName(name)}) = 'blob') AS c${String(index)}`);
  const [row = {}] = database.all(`SELECT ${list.join(', ')} FROM (SELECT * FROM temp.ingot_rows LIMIT 1000)`);
  return new Set(names.filter((_, index) => (row as Record<string, unknown>)[`c${String(index)}`] === 1));
}

/** The columns of a statement with their declared types, which only a view tells; it also takes one SELECT and nothing else. */
function columnsOf(database: Database, sql: string, name: string): Column[] {
  const failed = (error: Error): unknown =>
    queryError(error.message, sql, {
      cause: error,
      hints: sql.includes(';') ? ['One statement only: leave out what follows the semicolon.'] : [],
    });
  guarded(
    name,
    () => {
      // A bracket holds one statement: what follows a semicolon would be passed over otherwise.
      database.prepare(`SELECT * FROM (${sql}\n)`).finalize();
      database.exec(`CREATE TEMP VIEW ingot_rows AS ${sql}`);
    },
    failed,
  );
  const found = guarded(name, () => database.all('PRAGMA temp.table_info(ingot_rows)'), failed);
  const names = found.map(({name: column}) => column as string);
  const types = found.map(({type}) => type as string);
  const bytes = guarded(
    name,
    () =>
      columnsOfBytes(
        database,
        names.filter((_, index) => types[index] === 'BLOB'),
      ),
    failed,
  );
  const columns = names.map((column, index) => columnOf(column, types[index] ?? '', bytes.has(column)));
  // SQLite tells equal names of a view apart by ':1'.
  requireDistinct(
    columns.map(({name: column}) => {
      const base = column.replace(/:\d+$/, '');
      return columns.some((other) => other.name === base) ? base : column;
    }),
    name,
  );
  return columns;
}

function openDatabase(sqlite: Sqlite, shadow: Shadow, name: string): Database {
  const database = guarded(
    name,
    () => new sqlite.Database(shadow.path, {readOnly: !shadow.mustWrite}),
    (error) => damaged(name, error),
  );
  try {
    guarded(
      name,
      () => {
        // Alone with its file, the library needs no shared memory for the write-ahead log. A file may come from anywhere.
        database.exec(
          'PRAGMA locking_mode=EXCLUSIVE; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY',
        );
        database.all('SELECT count(*) FROM sqlite_schema');
      },
      (error) => damaged(name, error),
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a table or the rows of a query.
 *
 * @throws IngotError `DATA_TABLE_MISSING`, `DATA_QUERY`, `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_COLUMN_DUPLICATE`
 */
export async function openSqliteRows(source: Source, asked: Asked, workDir?: string): Promise<OpenedText> {
  const {name} = source;
  const sqlite = await loadSqlite();
  const file = await plainFile(source, workDir);
  const closers: (() => void)[] = [
    () => {
      file.close();
    },
  ];
  const close = (): void => {
    for (const each of closers.splice(0).reverse()) each();
  };
  try {
    const shadow = shadowSqlite(file.path, name, workDir);
    closers.push(() => {
      shadow.close();
    });
    const database = openDatabase(sqlite, shadow, name);
    closers.push(() => {
      database.close();
    });
    const {sql, said} = statementOf(database, asked, name);
    const columns = columnsOf(database, sql, name);
    // By place, since a name can be any text; bytes stay where they are.
    const list = columns.map(
      ({name: column, type}, index) =>
        `${type.leftOut === undefined ? quoteName(column) : 'NULL'} AS c${String(index)}`,
    );
    const statement = guarded(name, () => database.prepare(`SELECT ${list.join(', ')} FROM temp.ingot_rows`));
    closers.push(() => {
      try {
        statement.finalize();
      } catch {
        // It repeats the error of the last step, which whoever asked for rows has been told.
      }
    });
    const rows = statement.iterate();
    const nextRows = (): Promise<unknown[][]> =>
      Promise.resolve(
        guarded(
          name,
          () => takeRows(rows, columns),
          (error) => queryError(error.message, sql, {cause: error}),
        ),
      );
    const stream = new RowStream(nextRows, (isWhole) => {
      try {
        if (isWhole) shadow.checkUnchanged();
      } finally {
        close();
      }
      return Promise.resolve();
    });
    return {
      names: columns.map(({name: column}) => column),
      types: columns.map(({type}) => type),
      chunks: stream,
      close: () => stream.close(),
      notes: chosenNote(asked, said, name),
      allowDecimalComma: false,
      dialect: {format: 'sqlite', ...said},
      decided: {usualMissing: false},
    };
  } catch (error) {
    close();
    throw error;
  }
}

function takeRows(rows: IterableIterator<unknown>, columns: readonly Column[]): unknown[][] {
  const taken: unknown[][] = [];
  const wanted = Math.max(1, Math.floor(CHUNK_CELLS / columns.length));
  let characters = 0;
  while (taken.length < wanted && characters < CHUNK_CHARACTERS) {
    const next = rows.next();
    if (next.done === true) break;
    const row = next.value as Readonly<Record<string, unknown>>;
    const cells = columns.map((column, index) => cellOf(row[`c${String(index)}`] ?? null, column));
    for (const cell of cells) if (typeof cell === 'string') characters += cell.length;
    taken.push(cells);
  }
  return taken;
}
