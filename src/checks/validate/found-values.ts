// The values of the first rows that a finder found, which it tells in any order.
import {FIRST_ROWS} from './tally.js';

export class FoundValues {
  /** Rows in ascending order. */
  private readonly found: {readonly row: number; readonly value: string | number | null}[] = [];

  /** @param read - called where the row is among the first */
  add(row: number, read: () => string | number | null): void {
    const {found} = this;
    const last = found.at(-1);
    if (found.length >= FIRST_ROWS && last && row >= last.row) return;
    if (found.some((each) => each.row === row)) return;
    const at = found.findIndex((each) => each.row > row);
    found.splice(at < 0 ? found.length : at, 0, {row, value: read()});
    found.length = Math.min(found.length, FIRST_ROWS);
  }

  valueOf(row: number): string | number | null {
    return this.found.find((each) => each.row === row)?.value ?? null;
  }
}
