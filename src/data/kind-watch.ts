// Whether the kinds that were found from a sample fit all rows: counted while they are read.
import {countMissing} from './batches.js';
import {isInfinity} from './cell-facts.js';
import {isFitting, isMarkOpen} from './infer-rule.js';
import type {InferredColumn} from './infer-schema.js';
import {isCode, type CellValue} from './parse-cell.js';
import type {Batch, ColumnData, Field} from './types.js';
import {swappedPattern} from './dates.js';

interface Watched {
  readonly column: InferredColumn;
  readonly field: Field;
  /** Among the fields. */
  readonly place: number;
  /** Whether some cells may be bad without making the column another. */
  readonly isTolerant: boolean;
  fits: number;
  misfits: number;
  /** Cells that the kind would change: codes, and any value where the sample had none. */
  losses: number;
}

/** Words for yes and no stay so only where there are no others; a day that fits two patterns asks for a look at all. */
function isTolerant({parse: {kind, dateFormat = 'iso'}}: Field, {hints}: InferredColumn): boolean {
  if (kind === 'datetime') return swappedPattern(dateFormat) === undefined;
  return kind === 'numeric' && !isMarkOpen(hints);
}

/** One pass over the rows of a dataset. */
export class KindWatch {
  private readonly watched: readonly Watched[];
  private readonly byName: ReadonlyMap<string, Watched>;
  private failure: Error | undefined;

  constructor(fields: readonly Field[], inferred: readonly InferredColumn[]) {
    const places = new Map(fields.map(({name}, place) => [name, place]));
    this.watched = inferred.flatMap((column) => {
      const place = places.get(column.name) ?? -1;
      const field = fields[place];
      const isOpen = field && (column.isEmpty || ['numeric', 'datetime', 'boolean'].includes(field.kind));
      if (!isOpen) return [];
      return [{column, field, place, isTolerant: isTolerant(field, column), fits: 0, misfits: 0, losses: 0}];
    });
    this.byName = new Map(this.watched.map((each) => [each.field.name, each]));
  }

  /** True once the batches are of no use: another pass, or an error, is certain. */
  get isOver(): boolean {
    return this.failure !== undefined || this.watched.some((each) => each.losses > 0);
  }

  watches(name: string): boolean {
    return this.byName.has(name);
  }

  /** A number that stands in the file as a code. @returns whether it is taken care of */
  code(name: string): boolean {
    const watched = this.byName.get(name);
    if (watched) watched.losses += 1;
    return watched !== undefined;
  }

  /** A bad cell of a row that stays. */
  misfit(name: string, cell: unknown): void {
    const watched = this.byName.get(name);
    if (watched) count(watched, cell, undefined);
  }

  /** A row that is left out. @param valueOf - the cell of a field and what it was read as */
  dropped(valueOf: (place: number) => {readonly cell: unknown; readonly value: CellValue}): void {
    for (const watched of this.watched) {
      const {cell, value} = valueOf(watched.place);
      count(watched, cell, value);
    }
  }

  /** Rows that stay. */
  batch({rowCount, columns, text, missing}: Batch): void {
    for (const watched of this.watched) {
      const {place} = watched;
      if (watched.column.isEmpty) {
        const isEmpty = text?.[place] ? text[place].nullCount === rowCount : isBlank(columns[place] ?? []);
        if (!isEmpty) watched.losses += 1;
      } else if (watched.isTolerant) {
        const known = missing?.[place];
        watched.fits += known === undefined ? present(columns[place] ?? []) : rowCount - known;
      }
    }
  }

  /** What to throw where no kind changes: reading is to fail at the first bad row, but a later look may find it good. */
  fail(failure: Error): void {
    this.failure ??= failure;
  }

  /** Columns whose kind all rows must be asked for; to be called after the last. @throws the failure, where there are none */
  finish(): readonly InferredColumn[] {
    const changing = this.watched.filter(({losses, misfits, fits, isTolerant: tolerates}) => {
      if (losses > 0) return true;
      return misfits > 0 && !(tolerates && isFitting(fits, fits + misfits));
    });
    if (changing.length === 0 && this.failure) throw this.failure;
    return changing.map(({column}) => column);
  }
}

function count(watched: Watched, cell: unknown, value: CellValue): void {
  if (value === undefined) {
    if (watched.field.kind === 'numeric' && typeof cell === 'string' && isInfinity(cell.trim())) watched.fits += 1;
    else watched.misfits += 1;
  } else if (value !== null && !Number.isNaN(value)) {
    if (watched.column.isEmpty || (typeof cell === 'string' && isCode(cell.trim()))) watched.losses += 1;
    else watched.fits += 1;
  }
}

function isBlank(column: ColumnData): boolean {
  return Array.isArray(column) && column.every((value) => value === null);
}

function present(column: ColumnData): number {
  return Array.isArray(column) ? 0 : column.length - countMissing(column);
}
