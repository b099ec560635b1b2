// The account of every row and cell that did not pass through unchanged.
import {invariant} from '../core/index.js';
import type {LedgerAction, LedgerEntry, LedgerTotals} from './types.js';

/** How many positions of each kind of event are kept. */
const FIRST_POSITIONS = 5;

/** How many files of each kind of event are named: a folder is not repaired by numbers of rows. */
const FIRST_FILES = 100;
const SHOWN_FILES = 5;

export interface LedgerEvent {
  readonly action: LedgerAction;
  readonly reason: string;
  readonly column?: string | undefined;
  /** 1-based position of the row; line number for text. Absent for events that belong to no row. */
  readonly row?: number | undefined;
  /** Default 1. */
  readonly count?: number | undefined;
  /** Of media: the file concerned. */
  readonly file?: string | undefined;
}

interface MutableEntry {
  action: LedgerAction;
  reason: string;
  column: string | undefined;
  count: number;
  first: number[];
  files: string[];
}

/** Collects what happened to rows and cells. Whoever reads rows to their end holds it to {@link assertBalanced}. */
export class Ledger {
  private readRows = 0;
  private keptRows = 0;
  private readonly entries = new Map<string, MutableEntry>();

  /** Counts rows that came in. */
  read(rows: number): void {
    this.readRows += rows;
  }

  /** Counts rows that went out. */
  keep(rows: number): void {
    this.keptRows += rows;
  }

  record({action, reason, column, row, count = 1, file}: LedgerEvent): void {
    const entry = this.entryOf(action, reason, column);
    entry.count += count;
    if (row !== undefined && entry.first.length < FIRST_POSITIONS) entry.first.push(row);
    if (file !== undefined && entry.files.length < FIRST_FILES) entry.files.push(file);
  }

  /** The same event in many rows. @param rows - their positions */
  recordRows(event: Omit<LedgerEvent, 'row' | 'count'>, rows: readonly number[]): void {
    if (rows.length === 0) return;
    const entry = this.entryOf(event.action, event.reason, event.column);
    entry.count += rows.length;
    entry.first.push(...rows.slice(0, FIRST_POSITIONS - entry.first.length));
  }

  /** Adds the entries (not the row counts) of another account. */
  include(totals: LedgerTotals): void {
    for (const {action, reason, column, count, first, files = []} of totals.entries) {
      const entry = this.entryOf(action, reason, column);
      entry.count += count;
      entry.first.push(...first.slice(0, FIRST_POSITIONS - entry.first.length));
      entry.files.push(...files.slice(0, FIRST_FILES - entry.files.length));
    }
  }

  private entryOf(action: LedgerAction, reason: string, column: string | undefined): MutableEntry {
    const key = `${action}\n${reason}\n${column === undefined ? '' : `:${column}`}`;
    const known = this.entries.get(key);
    if (known) return known;
    const entry: MutableEntry = {action, reason, column, count: 0, first: [], files: []};
    this.entries.set(key, entry);
    return entry;
  }

  totals(): LedgerTotals {
    return {
      rowsRead: this.readRows,
      rowsKept: this.keptRows,
      rowsDropped: this.readRows - this.keptRows,
      entries: [...this.entries.values()].map(({column, files, ...rest}): LedgerEntry => ({
        ...rest,
        ...(column === undefined ? {} : {column}),
        first: [...rest.first],
        ...(files.length === 0 ? {} : {files: [...files]}),
      })),
    };
  }
}

const sumOf = ({entries}: LedgerTotals, actions: readonly LedgerAction[]): number =>
  entries.filter(({action}) => actions.includes(action)).reduce((sum, {count}) => sum + count, 0);

/**
 * No row is lost in silence: each row read was kept, or its dropping has a reason in the account; and each row written was
 * kept or added. Rows whose cells were repaired, imputed or coerced are among those kept. To be called after the last row, by
 * every verb that reads rows.
 *
 * @param written - rows that came out
 * @throws IngotError `INTERNAL_INVARIANT` where it does not hold: a mistake of ours
 */
export function assertBalanced(totals: LedgerTotals, where: string, written?: number): void {
  const {rowsRead, rowsKept} = totals;
  const dropped = sumOf(totals, ['dropped', 'quarantined']);
  const sums = `${String(rowsKept)} kept + ${String(dropped)} dropped with a reason`;
  invariant(rowsKept + dropped === rowsRead, `${where}: ${sums} are not the ${String(rowsRead)} rows read`);
  const expected = rowsKept + sumOf(totals, ['added']);
  invariant(
    written === undefined || written === expected,
    `${where}: ${String(expected)} rows kept or added are not the ${String(written)} rows written`,
  );
}

/** The entries of an account, a line each, for people. */
export function ledgerLines({entries}: LedgerTotals): string[] {
  return entries.map(({action, reason, column, count, first, files = []}) => {
    const where = column === undefined ? '' : ` (${column})`;
    const rows = first.length === 0 ? '' : `; first: ${first.join(', ')}`;
    const more = files.length > SHOWN_FILES ? ', …' : '';
    const named = files.length === 0 ? '' : `; files: ${files.slice(0, SHOWN_FILES).join(', ')}${more}`;
    return `${action} ${String(count)}: ${reason}${where}${rows}${named}`;
  });
}
