// From rows of raw cells to typed columns: the inner loop of reading text.
import type {BadRows} from './bad-rows.js';
import {cellSize, makeColumn} from './batches.js';
import type {Ledger} from './ledger.js';
import type {KindWatch} from './kind-watch.js';
import {expectation, isCode, type CellValue} from './parse-cell.js';
import type {TextChunk, TextFormat} from './text-format.js';
import {whyNoRow} from './no-rows.js';
import {isWhole, missingTensor} from './tensor-cell.js';
import type {Batch, ColumnData, Field, NumberColumn} from './types.js';

/** Collects rows of values into batches. */
export interface Filler {
  readonly isEmpty: boolean;
  /** Then {@link Filler.finish} is due, before the next row. */
  readonly isFull: boolean;
  add(values: readonly CellValue[]): void;
  /** The rows so far as a batch; the next row begins another. */
  finish(): Batch;
}

/** Characters of text in a batch, about. */
const BATCH_CHARACTERS = 1 << 24;

/** Values of a batch whose rows hold tensors, about. */
const BATCH_VALUES = 1 << 20;

/** Rows of values, text as strings. */
export class RowFiller implements Filler {
  private columns: ColumnData[];
  private readonly widths: readonly number[];
  private readonly capacity: number;
  private rows = 0;
  private characters = 0;

  /** @param capacity - rows; fewer where they hold large tensors */
  constructor(
    private readonly fields: readonly Field[],
    capacity: number,
  ) {
    this.widths = fields.map(({shape}) => cellSize(shape));
    const width = Math.max(1, ...this.widths);
    this.capacity = width === 1 ? capacity : Math.max(1, Math.min(capacity, Math.floor(BATCH_VALUES / width)));
    this.columns = this.newColumns();
  }

  get isEmpty(): boolean {
    return this.rows === 0;
  }

  get isFull(): boolean {
    return this.rows >= this.capacity || this.characters >= BATCH_CHARACTERS;
  }

  add(values: readonly CellValue[]): void {
    this.columns.forEach((column, index) => {
      const value = values[index];
      if (typeof value === 'object' && value !== null) {
        (column as NumberColumn).set(value, this.rows * value.length);
        return;
      }
      column[this.rows] = value as never;
      if (typeof value === 'string') this.characters += value.length;
    });
    this.rows += 1;
  }

  finish(): Batch {
    const {columns, rows, capacity, widths} = this;
    const whole = (column: ColumnData, index: number): ColumnData => column.slice(0, rows * (widths[index] ?? 1));
    this.columns = this.newColumns();
    this.rows = 0;
    this.characters = 0;
    return {rowCount: rows, columns: rows === capacity ? columns : columns.map(whole)};
  }

  private newColumns(): ColumnData[] {
    return this.fields.map(({storage, shape}) => makeColumn(storage, this.capacity * cellSize(shape)));
  }
}

/** Where the rows of a source go. */
export interface RowTarget {
  readonly filler: Filler;
  readonly parse: RowParser;
  readonly ledger: Ledger;
  /** Columns of the source, in its order. */
  readonly names: readonly string[];
  readonly fields: readonly Field[];
}

/** Rows as text through their rules; full batches come out, what is left stays in the filler. */
export async function* fillRows(
  chunks: AsyncIterable<TextChunk>,
  {filler, parse, ledger}: RowTarget,
): AsyncGenerator<Batch> {
  for await (const chunk of chunks) {
    for (const [key, count] of chunk.unknownKeys ?? [])
      ledger.record({action: 'ignored', reason: 'unknown key', column: key, count});
    for (let row = 0; row < chunk.rows.length; row += 1) {
      const values = parse(chunk, row);
      if (values === undefined) continue;
      filler.add(values);
      ledger.keep(1);
      if (filler.isFull) yield filler.finish();
    }
  }
}

/** Reads one row of a chunk: its values in the order of the fields, or undefined for a row that is not kept. */
export type RowParser = (chunk: TextChunk, row: number) => readonly CellValue[] | undefined;

export interface RowParserOptions {
  readonly fields: readonly Field[];
  readonly format: TextFormat;
  /** Where the rows come from, for messages. */
  readonly where: string;
  /** Columns of the source, in its order. */
  readonly names: readonly string[];
  readonly bad: BadRows;
  readonly ledger: Ledger;
  /** Where kinds may turn out to be others. */
  readonly watch?: KindWatch | undefined;
}

/** The reader of the rows of one source. */
export function rowParser(options: RowParserOptions): RowParser {
  const {fields, format, where, names, bad, ledger, watch} = options;
  const positions = new Map(names.map((name, index) => [name, index]));
  const plan = fields.map((field) => ({
    field,
    position: positions.get(field.name) ?? -1,
    parse: format.parser(field.parse),
  }));
  const width = names.length;
  const unit = format.rowUnit ?? 'line';
  const values = new Array<CellValue>(plan.length);
  return ({rows, lines, unreadable}, row) => {
    const cells = rows[row] ?? [];
    const position = lines[row] ?? 0;
    // A line of blanks is no row.
    if (cells.length === 1 && width > 1 && cells[0] === '') return undefined;
    ledger.read(1);
    const broken = unreadable?.get(row);
    if (broken) {
      const {text: line, reason, detail, hint} = broken;
      const text = (): string => format.formatRow([String(position), reason, line]);
      bad.add({source: where, position, unit, reason, detail, hints: [hint], text});
      return undefined;
    }
    const passOver = (): boolean => {
      const reason = whyNoRow(cells, names);
      if (reason !== undefined) ledger.record({action: 'dropped', reason, row: position});
      return reason !== undefined;
    };
    if (cells.length !== width) {
      if (passOver()) return undefined;
      const reason = 'wrong number of cells';
      bad.add({
        source: where,
        position,
        unit,
        reason,
        detail: `expected ${String(width)} cells, found ${String(cells.length)}`,
        hints: ['A cell that holds the delimiter or a line break must be quoted.'],
        text: () => format.formatRow([String(position), reason, ...cells]),
      });
      return undefined;
    }
    let index = 0;
    let isFirstBad = true;
    for (const step of plan) {
      const cell = cells[step.position];
      const value = step.parse(cell);
      if (value === undefined) {
        if (isFirstBad && passOver()) return undefined;
        const told = badCell(step.field, cell);
        if (bad.keepsRows && canBeMissing(step.field)) {
          bad.blank({...told, position}, isFirstBad);
          watch?.misfit(told.column, cell);
          isFirstBad = false;
          values[index] = missingTensorOf(step.field) ?? missingValue(step.field);
          index += 1;
          continue;
        }
        const text = (): string => format.formatRow([String(position), `${told.column}: ${told.reason}`, ...cells]);
        watch?.dropped((place) => {
          const other = cells[plan[place]?.position ?? -1];
          return {cell: other, value: plan[place]?.parse(other)};
        });
        const badRow = {source: where, position, unit, ...told, text} as const;
        if (bad.fails && watch?.watches(told.column) === true) watch.fail(bad.failureOf(badRow));
        else bad.add(badRow);
        return undefined;
      }
      if (typeof value === 'number' && typeof cell === 'string' && isCode(cell.trim())) {
        const isTaken = watch?.code(step.field.name) === true;
        if (!isTaken && Math.abs(value) > Number.MAX_SAFE_INTEGER)
          ledger.record({action: 'coerced', reason: 'integer beyond 2^53', column: step.field.name, row: position});
      }
      const lost = format.lost?.(cell, value);
      if (lost !== undefined) ledger.record({action: 'coerced', reason: lost, column: step.field.name, row: position});
      values[index] = value;
      index += 1;
    }
    return values;
  };
}

/** Whether a column can say that a cell has no value: tensors of whole numbers cannot. */
export function canBeMissing({shape, storage}: Field): boolean {
  return shape === undefined || storage === 'utf8' || !isWhole(storage);
}

function missingTensorOf({shape, parse}: Field): CellValue {
  return shape === undefined ? undefined : missingTensor(parse);
}

/** What stands for "no value" in a column. */
export function missingValue({storage}: Field): null | number {
  return storage === 'utf8' ? null : NaN;
}

/** How to tell of a cell that does not follow its column's rule. */
export function badCell(
  {name, parse}: Field,
  cell: unknown,
): {reason: string; detail: string; column: string; hints: readonly string[]} {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell ?? null);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  if (parse.kind === 'tensor')
    return {
      reason: 'not such a tensor',
      detail: `expected ${expectation(parse)}, found '${shown}'`,
      column: name,
      hints: ['Every row must be of one shape, each number finite and of the range of its type.'],
    };
  return {
    reason: `not ${parse.kind}`,
    detail: `expected ${expectation(parse)}, found '${shown}'`,
    column: name,
    hints: [
      `If '${shown}' means "no value", say so when importing: --missing '${shown}'.`,
      `If the column is no ${parse.kind}, say what it is when importing: --kind ${name}=category.`,
    ],
  };
}
