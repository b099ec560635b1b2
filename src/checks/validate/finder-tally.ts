// Checks that look at the cells of other rows too (no value twice, values of another file): their finders with the tally
// they fill at the end.
import {cellOfWords, isTextKind, type Kind, type ParseRule} from '../../data/index.js';
import type {CompiledCheck, RowFinder} from './define.js';
import {FoundValues} from './found-values.js';
import type {Cells} from './column-reader.js';
import type {Tally} from './tally.js';

export interface FinderSettings {
  /** For each. */
  readonly memoryBytes: number;
  readonly workDir?: string | undefined;
  readonly folder: string;
}

export class FinderTally {
  private constructor(
    private readonly finder: RowFinder,
    private readonly tally: Tally,
    private readonly values: FoundValues,
  ) {}

  /** @param settings - `kind`: of the cells, where they are of one column @throws IngotError those of opening files */
  static async open(
    make: NonNullable<CompiledCheck['rows']>,
    tally: Tally,
    {kind, ...settings}: FinderSettings & {readonly kind: Kind | undefined; readonly parse: ParseRule},
  ): Promise<FinderTally> {
    const values = new FoundValues();
    const onFound = (row: number, words: Int32Array, start: number): void => {
      values.add(row, () => (kind === undefined ? null : cellOfWords(words, start, isTextKind(kind))));
    };
    return new FinderTally(await make({...settings, onFound}), tally, values);
  }

  /** Rows without a value in some column are left out. */
  add(columns: readonly Cells[], rowCount: number): void {
    this.finder.add({rowCount, columns}, (row) =>
      columns.some((column) => column[row] === null || Number.isNaN(column[row])),
    );
  }

  finish(): void {
    this.tally.addRows(this.finder.finish(), (row) => this.values.valueOf(row));
  }

  close(): void {
    this.finder.close();
  }
}
