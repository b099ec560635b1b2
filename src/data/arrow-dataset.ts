// A dataset over Arrow files or one Arrow stream, written by ingot or by another tool.
import type * as arrow from 'apache-arrow';
import {invariant} from '../core/index.js';
import {decodeColumn, decodeTextLists, isTextList, naturalKind, wideNumbers} from './arrow-decode.js';
import type {ArrowInput} from './arrow-read.js';
import {decodeTensor} from './arrow-tensor.js';
import {BadRows, type BadRowOptions} from './bad-rows.js';
import {cellSize, makeColumn, takeRows} from './batches.js';
import {formatCsvRow} from './csv-text.js';
import {formatDate} from './dates.js';
import {dataError} from './errors.js';
import {requireColumn} from './infer-schema.js';
import {Ledger} from './ledger.js';
import {missingNumbers, parseValue} from './parse-cell.js';
import {hashSources, nameOfSources, type Source} from './sources.js';
import {badCell, canBeMissing, missingValue} from './row-filler.js';
import {tensorToLists} from './tensor-cell.js';
import type {Batch, ColumnData, Dataset, DatasetSchema, Field, Kind, LedgerTotals, LineageStep} from './types.js';

export interface ArrowDatasetOptions extends BadRowOptions {
  readonly schema: DatasetSchema;
  /** Fields of ours that the files themselves carry: where the schema has the very same, columns are taken as stored. */
  readonly stored: readonly Field[];
  readonly sources: readonly Source[];
  /** What is hashed for the lineage, where it is not `sources`. */
  readonly hashed?: readonly Source[] | undefined;
  /** The first source, opened. */
  readonly first: ArrowInput;
  readonly open: (source: Source) => Promise<ArrowInput>;
  /** Known when all sources are files. */
  readonly rowCount?: number | undefined;
}

/** A cell as its own type has it, for rules that ask for another kind. */
export function cellOf(column: ColumnData, row: number, kind: Kind): unknown {
  const value = column[row];
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  if (kind === 'boolean') return value !== 0;
  return kind === 'datetime' ? formatDate(value) : value;
}

export class ArrowDataset implements Dataset {
  readonly schema: DatasetSchema;
  readonly name: string;
  readonly rereadable: boolean;
  readonly rowCount?: number;
  private account = new Ledger();
  private first: ArrowInput | undefined;

  constructor(private readonly options: ArrowDatasetOptions) {
    this.schema = options.schema;
    this.first = options.first;
    this.name = nameOfSources(options.sources);
    this.rereadable = options.sources.every(({isRereadable}) => isRereadable);
    if (options.rowCount !== undefined) this.rowCount = options.rowCount;
  }

  get ledger(): LedgerTotals {
    return this.account.totals();
  }

  async *batches(): AsyncGenerator<Batch> {
    const ledger = new Ledger();
    this.account = ledger;
    const {first} = this;
    if (!first && !this.rereadable)
      throw dataError('DATA_NOT_REREADABLE', `${this.name}: a stream can be read once only.`);
    this.first = undefined;
    const bad = new BadRows(this.options, ledger, () =>
      formatCsvRow(['_row', '_reason', ...this.schema.fields.map(({name}) => name)]),
    );
    let row = 0;
    try {
      for (const [index, source] of this.options.sources.entries()) {
        const input = index === 0 && first ? first : await this.options.open(source);
        try {
          for await (const batch of input.batches()) {
            ledger.read(batch.numRows);
            const converted = this.convert(batch, {source, bad, firstRow: row + 1, ledger});
            row += batch.numRows;
            ledger.keep(converted.rowCount);
            if (converted.rowCount > 0) yield converted;
          }
        } finally {
          await input.close();
        }
      }
      bad.finish(row, this.name);
    } finally {
      bad.abort();
    }
  }

  sources(): Promise<LineageStep['inputs']> {
    return hashSources(this.options.hashed ?? this.options.sources);
  }

  async close(): Promise<void> {
    const {first} = this;
    this.first = undefined;
    await first?.close();
  }

  private convert(
    batch: arrow.RecordBatch,
    context: {source: Source; bad: BadRows; firstRow: number; ledger: Ledger},
  ): Batch {
    const {source} = context;
    const badCells: BadCells = new Map();
    const names = batch.schema.fields.map(({name}) => name);
    const columns = this.schema.fields.map((field) => {
      requireColumn(field.name, names, source.name);
      const index = names.indexOf(field.name);
      const data = batch.data.children[index];
      invariant(data, 'a record batch has a child for each field');
      const where = `${source.name}, column '${field.name}'`;
      if (field.shape !== undefined) return tensorColumn(data, field, {where, badCells});
      if (field.kind === 'labels' && isTextList(data.type)) return labelColumn(data, field, {where, badCells});
      const column = decodeColumn(data, where);
      if (this.options.stored.includes(field)) return asStored(column, field, source.name);
      const digits = field.storage === 'utf8' ? wideNumbers(data) : undefined;
      if (digits) return conform(digits, 'text', field, badCells);
      return conform(column, naturalKind(data.type) ?? 'text', field, badCells);
    });
    const whole: Batch = {rowCount: batch.numRows, columns};
    if (badCells.size === 0) return whole;
    const left = new Set<number>();
    for (const [row, found] of [...badCells].sort(([a], [b]) => a - b)) {
      const position = context.firstRow + row;
      if (context.bad.keepsRows && found.every(({field}) => canBeMissing(field))) {
        found.forEach(({field, cell}, at) => context.bad.blank({...badCell(field, cell), position}, at === 0));
        continue;
      }
      const [{field, cell}] = found;
      const told = badCell(field, cell);
      const text = (): string => formatCsvRow([String(position), told.reason, ...this.textsOf(columns, row)]);
      context.bad.add({source: source.name, position, unit: 'row', ...told, text});
      left.add(row);
    }
    if (left.size === 0) return whole;
    return takeRows(
      whole,
      Array.from({length: batch.numRows}, (_, row) => row).filter((row) => !left.has(row)),
    );
  }

  private textsOf(columns: readonly ColumnData[], row: number): (string | null)[] {
    return this.schema.fields.map(({shape}, index) => {
      const column = columns[index] ?? [];
      if (shape !== undefined && !Array.isArray(column)) return JSON.stringify(tensorToLists(column, row, shape));
      const value = column[row] ?? null;
      return value === null || Number.isNaN(value) ? null : String(value);
    });
  }
}

/** A tensor column by its field's shape, of whatever tool; rows that do not fit are noted in `badCells`. */
function tensorColumn(
  data: arrow.Data,
  field: Field,
  {where, badCells}: {readonly where: string; readonly badCells: BadCells},
): ColumnData {
  const {shape = [], storage, parse} = field;
  const element = storage === 'utf8' ? 'float32' : storage;
  const {column, bad} = decodeTensor(data, {...parse, kind: 'tensor', shape, element}, where);
  const width = cellSize(shape);
  for (const [row, found] of bad) {
    noteBadCell(badCells, row, {field, cell: found});
    if (canBeMissing(field)) column.fill(NaN, row * width, (row + 1) * width);
  }
  return column;
}

/** Lists of texts as canonical text; one with a label that the delimiter would cut is a bad cell. */
function labelColumn(
  data: arrow.Data,
  field: Field,
  {where, badCells}: {readonly where: string; readonly badCells: BadCells},
): ColumnData {
  return decodeTextLists(data, where).map((cell, row) => {
    const value = parseValue(cell, field.parse);
    if (value === undefined) noteBadCell(badCells, row, {field, cell: JSON.stringify(cell)});
    return (value as string | null | undefined) ?? null;
  });
}

/** Checks that a column of our own file has the storage its metadata states. */
function asStored(column: ColumnData, {name, storage}: Field, where: string): ColumnData {
  const isRight =
    storage === 'utf8'
      ? Array.isArray(column)
      : storage === 'int32'
        ? column instanceof Int32Array
        : storage === 'float32'
          ? column instanceof Float32Array
          : column instanceof Float64Array;
  if (isRight) return column;
  throw dataError('DATA_CORRUPT', `${where}, column '${name}': expected ${storage}, found another type.`, {
    hints: ['The columns were changed by another tool: import the file again with ingot data import.'],
  });
}

interface BadCell {
  readonly field: Field;
  readonly cell: unknown;
}
type BadCells = Map<number, [BadCell, ...BadCell[]]>;

/** Brings a column of another tool under our rule; cells that do not fit are missing, and noted in `badCells` by row. */
function conform(column: ColumnData, kind: Kind, field: Field, badCells: BadCells): ColumnData {
  const isNatural =
    field.kind === kind ||
    (field.kind === 'category' && kind === 'text') ||
    (field.kind === 'text' && kind === 'category');
  const missing = missingNumbers(field.parse.missing, field.parse.decimalMark);
  const length = column.length;
  const out = makeColumn(field.storage, length);
  for (let row = 0; row < length; row += 1) {
    const cell = cellOf(column, row, kind);
    const isInfinite = cell === Infinity || cell === -Infinity;
    const isPlain = isNatural && !isInfinite && !missing.has(cell as number);
    const value = isPlain && !Array.isArray(column) ? column[row] : parseValue(cell, field.parse);
    out[row] = (value as string | number | null | undefined) ?? missingValue(field);
    if (value !== undefined) continue;
    noteBadCell(badCells, row, {field, cell: isInfinite ? String(cell) : cell});
  }
  return out;
}

function noteBadCell(badCells: BadCells, row: number, found: BadCell): void {
  const others = badCells.get(row);
  if (others) others.push(found);
  else badCells.set(row, [found]);
}
