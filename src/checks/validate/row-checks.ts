// Checks that read several cells of a row: rules, and columns that together have no values twice.
import {defaultRule, DuplicateFinder} from '../../data/index.js';
import type {Cells} from './column-reader.js';
import type {FinderOptions} from './define.js';
import {FinderTally, type FinderSettings} from './finder-tally.js';
import type {Key, RowRule} from './schema-file.js';
import {Tally} from './tally.js';

export interface RowsJudge {
  /** @param cells - by column of the schema; undefined where the file lacks it @param start - number of the first row, from 0 */
  readonly add: (cells: readonly (Cells | undefined)[], rowCount: number, start: number) => void;
  readonly tally: Tally;
}

/** A rule that reads a column the file lacks is left to the complaint about that column. */
export function makeRuleJudge({name, expect, severity, maxShare, test}: RowRule, keepsRows: boolean): RowsJudge {
  const tally = new Tally({column: null, rule: name, expected: expect, severity, maxShare}, {keepsRows});
  return {
    tally,
    add: (cells, rowCount, start) => {
      let row = 0;
      const cellOf = (column: number): number | string | null => {
        const cell = cells[column]?.[row] ?? null;
        return Number.isNaN(cell) ? null : cell;
      };
      for (; row < rowCount; row += 1) if (test(cellOf) === false) tally.add(start + row, null);
    },
  };
}

export interface KeyJudge extends RowsJudge {
  /** After the last row. */
  readonly finish: () => void;
  readonly close: () => void;
}

/** Does nothing where the file lacks one of the columns, which is said of that column. */
export async function openKey(
  {columns, names, severity, maxShare}: Key,
  {keepsRows, ...settings}: FinderSettings & {readonly keepsRows: boolean},
): Promise<KeyJudge> {
  const about = {column: names.join(' + '), rule: 'unique', expected: 'no values twice', severity, maxShare};
  const tally = new Tally(about, {keepsRows});
  const make = (options: FinderOptions): Promise<DuplicateFinder> => Promise.resolve(new DuplicateFinder(options));
  const finder = await FinderTally.open(make, tally, {...settings, kind: undefined, parse: defaultRule('text')});
  return {
    tally,
    add: (cells, rowCount) => {
      const wanted = columns.flatMap((column) => {
        const found = cells[column];
        return found ? [found] : [];
      });
      if (wanted.length === columns.length) finder.add(wanted, rowCount);
    },
    finish: () => {
      finder.finish();
    },
    close: () => {
      finder.close();
    },
  };
}
