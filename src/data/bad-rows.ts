// What happens to a row that cannot be read: stop, leave it out, set it aside, or keep it without the bad cell; counted in
// any case.
import {AtomicFile, type IngotError} from '../core/index.js';
import {dataError} from './errors.js';
import type {Ledger} from './ledger.js';

/** `blank`: a bad cell becomes a missing value; rows that cannot be told into cells are left out. */
export const BAD_ROW_POLICIES = ['fail', 'skip', 'quarantine', 'blank'] as const;
export type BadRowPolicy = (typeof BAD_ROW_POLICIES)[number];

export interface BadRowOptions {
  /** Default `'fail'`. */
  readonly onBadRow?: BadRowPolicy | undefined;
  /** Share of bad rows above which reading fails under any policy, 0 to 1. Default 0.05. */
  readonly maxBad?: number | undefined;
  /** Where bad rows go under `'quarantine'`. */
  readonly quarantinePath?: string | undefined;
}

export interface BadRow {
  readonly source: string;
  /** 1-based line (text) or row number. */
  readonly position: number;
  readonly unit: 'line' | 'row';
  /** Short and stable: `'wrong number of cells'`. */
  readonly reason: string;
  /** The whole sentence: expected, came. */
  readonly detail: string;
  readonly column?: string | undefined;
  /** Of media: the file that is bad. */
  readonly file?: string | undefined;
  readonly hints: readonly string[];
  /** The row as text, for the quarantine file. */
  readonly text: () => string;
}

const DEFAULT_MAX_BAD = 0.05;

/** Applies the policy over one pass through the data. */
export class BadRows {
  private count = 0;
  private file: AtomicFile | undefined;
  private readonly policy: BadRowPolicy;
  private readonly maxBad: number;

  /** @param header - first line of the quarantine file */
  constructor(
    private readonly options: BadRowOptions,
    private readonly ledger: Ledger,
    private readonly header: () => string | undefined,
  ) {
    this.policy = options.onBadRow ?? 'fail';
    this.maxBad = options.maxBad ?? DEFAULT_MAX_BAD;
    if (this.policy === 'quarantine' && options.quarantinePath === undefined)
      throw dataError(
        'DATA_OPTION',
        'Expected a file for the bad rows: --on-bad-row quarantine needs --quarantine FILE.',
      );
    if (this.policy === 'fail' && options.maxBad !== undefined)
      throw dataError('DATA_OPTION', '--max-bad does nothing with --on-bad-row fail: the first bad row ends it.', {
        hints: ['Say --on-bad-row skip, quarantine or blank, or leave --max-bad out.'],
      });
    if (this.policy !== 'quarantine' && options.quarantinePath !== undefined)
      throw dataError('DATA_OPTION', `--quarantine FILE does nothing with --on-bad-row ${this.policy}.`, {
        hints: ['Say --on-bad-row quarantine, or leave --quarantine out.'],
      });
  }

  /** True where the first bad row is the last. */
  get fails(): boolean {
    return this.policy === 'fail';
  }

  /** What is thrown for a bad row under the policy `'fail'`. */
  failureOf(row: BadRow): IngotError {
    const where = `${row.source}, ${row.unit} ${String(row.position)}`;
    const column = row.column === undefined ? '' : `, column '${row.column}'`;
    return dataError('DATA_BAD_ROW', `${where}${column}: ${row.detail}.`, {
      hints: [
        ...row.hints,
        // Said by every command that reads rows; only these two can leave some out.
        'Such rows can be left out, set aside, or their bad cells emptied, by data import and data clean: --on-bad-row skip, quarantine or blank.',
      ],
      data: {file: row.source, [row.unit]: row.position, ...(row.column === undefined ? {} : {column: row.column})},
    });
  }

  /** @throws IngotError `DATA_BAD_ROW` under the policy `'fail'` */
  add(row: BadRow): void {
    if (this.fails) throw this.failureOf(row);
    this.count += 1;
    const action = this.policy === 'quarantine' ? 'quarantined' : 'dropped';
    this.ledger.record({action, reason: row.reason, column: row.column, row: row.position, file: row.file});
    if (this.policy === 'quarantine') this.quarantine(row);
  }

  /** True where a bad cell becomes a missing value, and its row stays. */
  get keepsRows(): boolean {
    return this.policy === 'blank';
  }

  /** Counts a cell that became a missing value. @param isFirst - the first of its row */
  blank(
    {reason, column, position, file}: Pick<BadRow, 'reason' | 'column' | 'position' | 'file'>,
    isFirst: boolean,
  ): void {
    if (isFirst) this.count += 1;
    this.ledger.record({action: 'coerced', reason: `${reason}, made missing`, column, row: position, file});
  }

  private quarantine(row: BadRow): void {
    const {quarantinePath} = this.options;
    if (quarantinePath === undefined) return;
    if (!this.file) {
      this.file = new AtomicFile(quarantinePath);
      const header = this.header();
      if (header !== undefined) this.file.write(Buffer.from(`${header}\n`));
    }
    this.file.write(Buffer.from(`${row.text()}\n`));
  }

  /** To be called after the last row. @throws IngotError `DATA_TOO_MANY_BAD_ROWS` */
  finish(rowsRead: number, source: string): void {
    if (this.count > this.maxBad * rowsRead) {
      this.abort();
      const share = ((100 * this.count) / rowsRead).toFixed(1);
      throw dataError(
        'DATA_TOO_MANY_BAD_ROWS',
        `${source}: ${String(this.count)} of ${String(rowsRead)} rows are bad (${share} %), at most ${String(100 * this.maxBad)} % are allowed.`,
        {
          hints: [
            'See the first of them with --on-bad-row fail.',
            'If they are to be left out all the same, raise --max-bad.',
          ],
          data: {rowsRead, rowsBad: this.count, ledger: this.ledger.totals().entries},
        },
      );
    }
    this.file?.commit();
    this.file = undefined;
  }

  /** Deletes a half-written quarantine file. */
  abort(): void {
    this.file?.abort();
    this.file = undefined;
  }
}
