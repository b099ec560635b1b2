// Which rows are equal to an earlier one.
import {RowSearch} from './row-search.js';
import type {RowTable} from './row-table.js';
import type {SpilledRow} from './spill.js';
import type {Batch} from './types.js';

export class DuplicateFinder extends RowSearch {
  private position = 0;

  /**
   * @param batch - rows of the columns to compare
   * @param isLeftOut - rows that do not count, as if they were not there; their positions do
   * @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE`
   */
  add(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    const first = this.position;
    this.take(batch, isLeftOut, (row) => first + row);
    this.position += batch.rowCount;
  }

  protected judge(table: RowTable, row: SpilledRow): boolean {
    return !table.add(row.words, row.start, row.end, row);
  }
}
