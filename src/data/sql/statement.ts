// What is said in SQL: one statement that reads.
import {counted, nearest} from '../../core/index.js';
import {dataError} from '../errors.js';
import type {IngotError} from '../../core/index.js';
import type {Asked, Said} from './address.js';

/** Blanks, comments and brackets, then a word that begins a statement of rows. */
const READS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|\()*(?:select|with|values|table)\b/i;

/**
 * A query without the semicolon at its end.
 *
 * @throws IngotError `DATA_QUERY` for one that does not begin as one that reads rows; the database refuses the rest
 */
export function requireReading(query: string): string {
  if (READS.test(query)) return query.replace(/[\s;]+$/, '');
  throw queryError('expected a SELECT (or WITH … SELECT, or VALUES)', query, {
    hints: ['A database is only read here: one statement, and nothing is changed.'],
  });
}

/** @param said - what is wrong with it, in the words of the database */
export function queryError(
  said: string,
  query: string,
  details: {readonly hints?: readonly string[]; readonly cause?: unknown} = {},
): IngotError {
  const shown = query.length > 200 ? `${query.slice(0, 200)}…` : query;
  return dataError('DATA_QUERY', `The query fails: ${said.replace(/\.$/, '')}. It is: ${shown}`, {
    ...details,
    data: {query},
  });
}

/** An identifier in double quotes, which both databases know. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @param tables - those that there are */
export function missingTable(table: string, where: string, tables: readonly string[]): IngotError {
  const near = nearest(table, tables);
  return dataError('DATA_TABLE_MISSING', `${where}: expected a table '${table}', but there is none.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), tablesHint(tables)],
    data: {table},
  });
}

function tablesHint(tables: readonly string[]): string {
  if (tables.length === 0) return 'There are no tables that can be read.';
  const more = tables.length > 20 ? ` … (${String(tables.length)} in all)` : '';
  return `Tables: ${tables.slice(0, 20).join(', ')}${more}.`;
}

/**
 * The table that is read where none is named: the only one.
 *
 * @throws IngotError `DATA_OPTION` where there are several, `DATA_EMPTY` where there are none
 */
export function onlyTable(tables: readonly string[], where: string): string {
  const [only] = tables;
  if (only === undefined)
    throw dataError('DATA_EMPTY', `${where}: expected a table, but the database has none.`, {
      hints: ['Name a view or a table of another schema with --table, or say what to read with --query SQL.'],
    });
  if (tables.length === 1) return only;
  throw dataError(
    'DATA_OPTION',
    `${where}: expected --table NAME or --query SQL, since it has ${counted(tables.length, 'table')}.`,
    {
      hints: [tablesHint(tables)],
    },
  );
}

/** What people are told of a table that was chosen for them; nothing where they named it. */
export function chosenNote({table, query}: Asked, said: Said, where: string): string[] {
  const isChosen = table === undefined && query === undefined && 'table' in said;
  return isChosen ? [`${where}: table '${said.table}' is read, the only one.`] : [];
}

/** @throws IngotError `DATA_COLUMN_DUPLICATE` */
export function requireDistinct(names: readonly string[], where: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw dataError('DATA_COLUMN_DUPLICATE', `${where}: two columns of the rows are called '${twice}'.`, {
      hints: [`Give one another name in the query: SELECT a.${twice}, b.${twice} AS other_${twice} ….`],
      data: {column: twice},
    });
}
