// Checks of a file as a whole.
import {formatDate, lastChange, type Dataset} from '../../data/index.js';
import type {Schema} from './schema-file.js';
import {wholeViolation, type Violation} from './tally.js';

export interface FileFacts {
  readonly rows: number;
  /** Seconds since the epoch. */
  readonly now: number;
  /** What the rows were opened from. */
  readonly path: string | undefined;
}

/**
 * Known when all rows are read: how many there are, columns that nobody expects, rows that could not be told into cells, and
 * the age of the file.
 */
export async function ofTheFile(
  {schema: {fields}, ledger}: Dataset,
  schema: Schema,
  facts: FileFacts,
): Promise<Violation[]> {
  const {rows: bounds, unknownColumns, columns} = schema;
  const {rows} = facts;
  const known = new Set(columns.map(({name}) => name));
  const ignored = ledger.entries.flatMap(({action, column}) => (action === 'ignored' && column ? [column] : []));
  const unknown = new Set([...fields.map(({name}) => name), ...ignored].filter((name) => !known.has(name)));
  const found: Violation[] = await ofItsAge(schema, facts);
  if (rows < bounds.min || rows > bounds.max) {
    const most = bounds.max === Infinity ? '' : `, at most ${String(bounds.max)}`;
    const expected = `at least ${String(bounds.min)}${most} rows, found ${String(rows)}`;
    found.push(wholeViolation({column: null, rule: 'rows', expected, severity: 'error'}));
  }
  if (unknownColumns !== 'allow')
    for (const column of unknown)
      found.push(
        wholeViolation({column, rule: 'unknown_columns', expected: 'no such column', severity: unknownColumns}),
      );
  for (const {action, reason, count, first} of ledger.entries)
    if (action === 'dropped' || action === 'quarantined')
      found.push({
        ...wholeViolation(
          {column: null, rule: 'readable', expected: `rows without: ${reason}`, severity: 'error'},
          count,
        ),
        firstRows: first.slice(0, 5),
      });
  return found;
}

async function ofItsAge({file}: Schema, {now, path}: FileFacts): Promise<Violation[]> {
  if (!file) return [];
  const changed = path === undefined ? undefined : await lastChange(path);
  if (changed !== undefined && now - changed <= file.maxAge) return [];
  const found = changed === undefined ? 'no known time' : `changed ${formatDate(Math.floor(changed))}`;
  const expected = `a file changed at most ${file.written} ago`;
  return [wholeViolation({column: null, rule: 'max_age', expected, severity: file.severity}, 1, [found])];
}
