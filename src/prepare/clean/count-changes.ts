// The account of cells that stages changed, by what they were and what they have become.
import type {Batch, ColumnData, DatasetSchema, Ledger} from '../../data/index.js';
import {isMissing} from '../row-filters.js';

export interface Changes {
  /** Rows before the stages, and the columns after them, by name. */
  readonly before: Batch;
  readonly after: ReadonlyMap<string, ColumnData>;
  readonly ledger: Ledger;
  /** 1-based positions of the rows. */
  readonly rows: readonly number[];
}

export interface ChangeReasons {
  /** Why a cell of a column that held `before` is another now. */
  readonly reasonOf: (column: string, before: string | number) => string;
  /** Entries that stand in the ledger even where nothing changed, so that a rule without effect is seen. */
  readonly always?: readonly {readonly column: string; readonly reason: string}[];
  /** Added columns that mark cells with 1: name → column they speak of. */
  readonly flags?: ReadonlyMap<string, string>;
}

/** Whether no number that was there is another now: most often none is. */
function areSame(old: ColumnData, now: ColumnData): boolean {
  if (Array.isArray(old) || Array.isArray(now) || old.length !== now.length) return false;
  for (let at = 0; at < old.length; at += 1) {
    const [before = NaN, after = NaN] = [old[at], now[at]];
    if (before !== after && !Number.isNaN(before)) return false;
  }
  return true;
}

/** A function that counts cells that had a value and have another one, or none, after the stages. */
export function watchChanges(
  {fields}: DatasetSchema,
  {reasonOf, always, flags}: ChangeReasons,
): (changes: Changes) => void {
  return ({before, after, ledger, rows}) => {
    for (const {column, reason} of always ?? []) ledger.record({action: 'repaired', reason, column, count: 0});
    fields.forEach(({name, storage}, index) => {
      const old = before.columns[index] ?? [];
      const now = after.get(name) ?? old;
      if (now === old || storage === 'float32' || storage === 'int32') return;
      if (areSame(old, now)) return;
      rows.forEach((row, at) => {
        const value = old[at];
        if (value === undefined || value === null || isMissing(value) || now[at] === value) return;
        ledger.record({action: 'repaired', reason: reasonOf(name, value), column: name, row});
      });
    });
    for (const [flag, column] of flags ?? [])
      rows.forEach((row, at) => {
        if (after.get(flag)?.[at] === 1) ledger.record({action: 'flagged', reason: 'outlier', column, row});
      });
  };
}
