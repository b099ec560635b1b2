// The statistics of a dataset's columns in a file, so that parts of it can be read by different processes, their statistics
// put together, and stages fitted on the whole that nobody has read in one piece.
import {AtomicFile, canonicalJson, readText} from '../core/index.js';
import {dataError} from './errors.js';
import {Ledger} from './ledger.js';
import {ColumnStatistics, type StatisticsState} from './statistics.js';
import type {Field, LedgerTotals, LineageStep, Role} from './types.js';

/** Statistics of some rows, by column. */
export interface DatasetStatistics {
  /** Columns as they were when they were read: a column at another stage is another column. */
  readonly fields: readonly Field[];
  readonly columns: ReadonlyMap<string, ColumnStatistics>;
  /** Rows that are in the statistics. Those without a target are not. */
  readonly rows: number;
  /** What the rows are marked as: `train`, `valid`, `test`, or `''` for no mark. */
  readonly splits: readonly string[];
  readonly inputs: LineageStep['inputs'];
  readonly ledger: LedgerTotals;
}

const FORMAT = 'ingot-statistics';
const VERSION = 1;

interface StatsFile extends Omit<DatasetStatistics, 'columns'> {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly columns: Readonly<Record<string, StatisticsState>>;
}

/** Roles whose columns have statistics. */
export const OBSERVED_ROLES: readonly Role[] = ['feature', 'target'];

/** @returns the sha256 of the file @throws IngotError `FILE_UNWRITABLE`, `DISK_FULL` */
export function writeStatistics(path: string, statistics: DatasetStatistics): string {
  const {columns, ...rest} = statistics;
  const states = Object.fromEntries([...columns].map(([name, column]) => [name, column.toJSON()]));
  const content: StatsFile = {format: FORMAT, version: VERSION, ...rest, columns: states};
  const file = new AtomicFile(path);
  try {
    file.write(Buffer.from(`${JSON.stringify(content)}\n`));
    return file.commit();
  } catch (error) {
    file.abort();
    throw error;
  }
}

/** @throws IngotError `FILE_NOT_FOUND`, `DATA_STATISTICS` for a file that holds something else, or is damaged */
export function readStatistics(path: string): DatasetStatistics {
  const text = readText(path);
  const wrong = (why: string, cause?: unknown): Error =>
    dataError('DATA_STATISTICS', `${path}: expected a file of ingot data stats, ${why}.`, {
      hints: ['Made by: ingot data stats ROWS -o FILE.'],
      cause,
      data: {file: path},
    });
  let content: Partial<StatsFile> | null;
  try {
    content = JSON.parse(text) as Partial<StatsFile> | null;
  } catch (cause) {
    throw wrong('found no whole JSON', cause);
  }
  if (content?.format !== FORMAT) throw wrong('found another kind of file');
  if (content.version !== VERSION) throw wrong(`version ${String(VERSION)}, found ${String(content.version)}`);
  const {fields, columns: states, rows, splits, inputs, ledger} = content as StatsFile;
  try {
    const columns = new Map(
      fields
        .filter(({role}) => OBSERVED_ROLES.includes(role))
        .map((field) => {
          const {name} = field;
          const state = states[name];
          if (!state) throw new Error(`no statistics of column '${name}'`);
          return [name, ColumnStatistics.from(state, field)] as const;
        }),
    );
    return {fields, columns, rows, splits, inputs, ledger};
  } catch (cause) {
    throw wrong('found one that is damaged', cause);
  }
}

/**
 * The statistics of all rows of several files. What has a closed form is that of the whole (to rounding); quantiles are exact
 * while there are few values, else within the error of the sketch.
 *
 * @throws IngotError `DATA_SCHEMA_MISMATCH` where the columns are not the same
 */
export function mergeStatistics(
  parts: readonly {readonly name: string; readonly statistics: DatasetStatistics}[],
): DatasetStatistics {
  const [first, ...others] = parts;
  if (!first) throw dataError('DATA_OPTION', 'Expected files to merge, got none.');
  const {fields, columns} = first.statistics;
  const ledger = new Ledger();
  ledger.read(parts.reduce((sum, {statistics}) => sum + statistics.ledger.rowsRead, 0));
  ledger.keep(parts.reduce((sum, {statistics}) => sum + statistics.ledger.rowsKept, 0));
  for (const {statistics} of parts) ledger.include(statistics.ledger);
  for (const {name, statistics} of others) {
    requireSameColumns(statistics.fields, fields, {found: name, expected: first.name});
    for (const [column, observed] of columns) {
      const more = statistics.columns.get(column);
      if (more) observed.merge(more);
    }
  }
  return {
    fields,
    columns,
    rows: parts.reduce((sum, {statistics}) => sum + statistics.rows, 0),
    splits: [...new Set(parts.flatMap(({statistics}) => statistics.splits))].sort(),
    inputs: parts.flatMap(({statistics}) => statistics.inputs),
    ledger: ledger.totals(),
  };
}

/** @throws IngotError `DATA_SCHEMA_MISMATCH` naming the first column that differs */
export function requireSameColumns(
  found: readonly Field[],
  expected: readonly Field[],
  names: {readonly found: string; readonly expected: string},
): void {
  const refuse = (what: string, column: string): Error =>
    dataError('DATA_SCHEMA_MISMATCH', `${names.found}: column '${column}' ${what} as in ${names.expected}.`, {
      hints: ['Import all parts by the same rules: --kind, --role and --target say them.'],
      data: {column},
    });
  for (const field of [...expected, ...found]) {
    const own = found.find(({name}) => name === field.name);
    const other = expected.find(({name}) => name === field.name);
    if (!own || !other) throw refuse(`is ${own ? 'not there' : 'missing'}, not`, field.name);
    const differing = (['role', 'kind', 'storage', 'shape', 'stage', 'parse'] as const).find(
      (member) => canonicalJson(own[member] ?? null) !== canonicalJson(other[member] ?? null),
    );
    if (differing === undefined) continue;
    const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
    throw refuse(`has ${differing} ${shown(own[differing])}, expected ${shown(other[differing])}`, field.name);
  }
}
