// Which rows are equal to none of some known ones.
import {RowSearch} from './row-search.js';
import type {RowTable} from './row-table.js';
import type {SpilledRow} from './spill.js';
import type {Batch} from './types.js';

/** The position of known rows, which have none. */
const KNOWN = -1;

/** Takes all known rows, then the rows in question, and finds those that are unknown. */
export class MembershipFinder extends RowSearch {
  private position = 0;

  /** @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  addKnown(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    this.take(batch, isLeftOut, () => KNOWN);
  }

  /** @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  add(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    const first = this.position;
    this.take(batch, isLeftOut, (row) => first + row);
    this.position += batch.rowCount;
  }

  protected judge(table: RowTable, row: SpilledRow): boolean {
    if (row.position !== KNOWN) return !table.has(row.words, row.start, row.end, row.hash);
    table.add(row.words, row.start, row.end, row);
    return false;
  }
}
