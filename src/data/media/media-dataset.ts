// A table of file names with the files read: each row gets its file's numbers as one more column.
import {readFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {basename, isAbsolute, join, relative, sep} from 'node:path';
import {createHash} from 'node:crypto';
import {fileError, IngotError} from '../../core/index.js';
import {BadRows, type BadRowOptions} from '../bad-rows.js';
import {cellSize, makeColumn, takeRows} from '../batches.js';
import {formatCsvRow} from '../csv-text.js';
import {makeRawField} from '../fields.js';
import {Ledger} from '../ledger.js';
import {canBeMissing} from '../row-filler.js';
import type {Batch, ColumnData, Dataset, DatasetSchema, Field, LedgerTotals, LineageStep} from '../types.js';
import type {MediaCell, MediaKind, MediaReader} from './define.js';

/** Numbers of a batch, about. */
const BATCH_VALUES = 1 << 22;
const MAX_BATCH_ROWS = 1 << 14;
/** Of texts, whose sizes are not known before they are read. */
const MAX_TEXTS = 1 << 10;

export interface MediaTable {
  /** Names of files in a column of text, and what else is known of each. */
  readonly table: Dataset;
  /** The column of names. */
  readonly column: string;
  /** What names that are not absolute start from. */
  readonly folder: string;
}

export interface MediaDatasetOptions extends BadRowOptions, MediaTable {
  readonly kind: MediaKind;
  /** The column of the files' numbers. */
  readonly field: Field;
  /** Keep what is known of each file beside its numbers, as columns nothing is trained on. */
  readonly keepsFacts: boolean;
}

export class MediaDataset implements Dataset {
  readonly schema: DatasetSchema;
  readonly name: string;
  readonly rereadable: boolean;
  readonly rowCount?: number;
  private account = new Ledger();
  private readonly path: number;

  constructor(private readonly options: MediaDatasetOptions) {
    const {table, column, field, kind, keepsFacts} = options;
    const facts = keepsFacts
      ? kind.facts.map((name) => makeRawField(`${field.name}_${name}`, 'numeric', 'ignored'))
      : [];
    this.schema = {...table.schema, fields: [...table.schema.fields, field, ...facts]};
    this.name = table.name;
    this.rereadable = table.rereadable;
    if (table.rowCount !== undefined) this.rowCount = table.rowCount;
    this.path = table.schema.fields.findIndex(({name}) => name === column);
  }

  get ledger(): LedgerTotals {
    return this.account.totals();
  }

  async *batches(): AsyncGenerator<Batch> {
    const ledger = new Ledger();
    this.account = ledger;
    const {table, kind, field} = this.options;
    const bad = new BadRows(this.options, ledger, () =>
      formatCsvRow(['_row', '_reason', ...table.schema.fields.map(({name}) => name)]),
    );
    const reader = await kind.open(field.parse);
    const most = Math.max(
      1,
      Math.min(field.storage === 'utf8' ? MAX_TEXTS : MAX_BATCH_ROWS, Math.floor(BATCH_VALUES / cellSize(field.shape))),
    );
    let before = 0;
    try {
      for await (const whole of table.batches())
        for (let start = 0; start < whole.rowCount; start += most) {
          const rows = Array.from({length: Math.min(most, whole.rowCount - start)}, (_, at) => start + at);
          const batch = takeRows(whole, rows);
          const given = await this.fill(batch, {reader, bad, ledger, before});
          before += batch.rowCount;
          ledger.keep(given.rowCount);
          if (given.rowCount > 0) yield given;
        }
      ledger.read(table.ledger.rowsRead);
      ledger.include(table.ledger);
      bad.finish(before, this.name);
    } finally {
      bad.abort();
      await reader.close();
    }
  }

  /** One entry for all files: the hash of their names and hashes, in order; beside those of the table. */
  async sources(): Promise<LineageStep['inputs']> {
    const hash = createHash('sha256');
    if (!this.rereadable) return this.options.table.sources();
    for await (const {columns, rowCount} of this.options.table.batches()) {
      const paths = columns[this.path] ?? [];
      for (let row = 0; row < rowCount; row += 1) {
        const name = String(paths[row] ?? '');
        const content = await readFile(this.locate(name)).catch(() => undefined);
        hash.update(`${name}\0${content ? createHash('sha256').update(content).digest('hex') : 'unreadable'}\n`);
      }
    }
    const listed = await this.options.table.sources();
    return [...listed, {name: basename(this.name), sha256: hash.digest('hex')}];
  }

  close(): Promise<void> {
    return this.options.table.close();
  }

  private locate(name: string): string {
    return isAbsolute(name) ? name : join(this.options.folder, name);
  }

  /** The rows of a batch whose files can be read, with what they hold. */
  private async fill(
    batch: Batch,
    context: {readonly reader: MediaReader; readonly bad: BadRows; readonly ledger: Ledger; readonly before: number},
  ): Promise<Batch> {
    const {field, kind, keepsFacts} = this.options;
    const width = cellSize(field.shape);
    const values = makeColumn(field.storage, batch.rowCount * width);
    const facts = keepsFacts ? kind.facts.map(() => new Float64Array(batch.rowCount).fill(NaN)) : [];
    const changes = new Map<number, readonly string[]>();
    const problems = await this.readAll(batch, context.reader, (row, cell) => {
      if (cell.changes && cell.changes.length > 0) changes.set(row, cell.changes);
      if (Array.isArray(values)) values[row] = cell.text ?? null;
      else values.set(cell.values, row * width);
      facts.forEach((column, at) => (column[row] = cell.facts[at] ?? NaN));
    });
    for (const [row, reasons] of [...changes].sort(([a], [b]) => a - b))
      for (const reason of reasons)
        context.ledger.record({action: 'repaired', reason, column: field.name, row: context.before + row + 1});
    const whole: Batch = {rowCount: batch.rowCount, columns: [...batch.columns, values, ...facts]};
    const left = new Set<number>();
    for (const [row, error] of [...problems].sort(([a], [b]) => a - b))
      if (!this.tell(batch, {row, error, values, ...context})) left.add(row);
    if (left.size === 0) return whole;
    return takeRows(
      whole,
      Array.from({length: batch.rowCount}, (_, row) => row).filter((row) => !left.has(row)),
    );
  }

  /** Reads the files of a batch, a few at a time. @returns what went wrong, by row */
  private async readAll(
    {rowCount, columns}: Batch,
    reader: MediaReader,
    take: (row: number, cell: MediaCell) => void,
  ): Promise<Map<number, unknown>> {
    const paths = columns[this.path] ?? [];
    const problems = new Map<number, unknown>();
    let next = 0;
    const work = async (): Promise<void> => {
      for (let row = next++; row < rowCount; row = next++) {
        const path = this.locate(String(paths[row] ?? ''));
        try {
          if ((paths[row] ?? null) === null)
            throw fileError(Object.assign(new Error('missing'), {code: 'ENOENT'}), "''");
          take(row, await reader.read(await readFile(path), path));
        } catch (error) {
          problems.set(row, fileError(error, path));
        }
      }
    };
    await Promise.all(Array.from({length: availableParallelism() + 1}, work));
    return problems;
  }

  /** Applies the policy to a file that cannot be read. @returns whether the row stays */
  private tell(
    batch: Batch,
    found: {
      readonly row: number;
      readonly error: unknown;
      readonly values: ColumnData;
      readonly bad: BadRows;
      readonly before: number;
    },
  ): boolean {
    const {row, error, values, bad, before} = found;
    const {field} = this.options;
    if (!(error instanceof IngotError)) throw error;
    const name = String(batch.columns[this.path]?.[row] ?? '');
    const reason = REASONS[error.code] ?? `unreadable ${this.options.kind.name}`;
    const position = before + row + 1;
    if (bad.keepsRows && canBeMissing(field)) {
      const width = cellSize(field.shape);
      if (Array.isArray(values)) values[row] = null;
      else values.fill(NaN, row * width, (row + 1) * width);
      bad.blank({reason, column: field.name, position, file: name}, true);
      return true;
    }
    const texts = batch.columns.map((column) => textOf(column, row));
    bad.add({
      source: this.name,
      position,
      unit: 'row',
      reason,
      detail: error.message.replace(/\.$/, ''),
      column: field.name,
      file: name,
      hints: error.suggestions,
      text: () => formatCsvRow([String(position), reason, ...texts]),
    });
    return false;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  FILE_NOT_FOUND: 'missing file',
  FILE_UNREADABLE: 'unreadable file',
  FILE_UNWRITABLE: 'unreadable file',
  DATA_TRUNCATED: 'truncated file',
  DATA_CORRUPT: 'damaged file',
  DATA_FORMAT: 'not such a file',
  DATA_SCHEMA_MISMATCH: 'not like the others',
  DATA_EMPTY: 'empty file',
};

function textOf(column: ColumnData, row: number): string | null {
  const value = column[row] ?? null;
  return value === null || Number.isNaN(value) ? null : String(value);
}

/** A name as it is seen from a folder, with '/' between. */
export function nameFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
