// What breaks one check: how many rows, which first, and what stood there.
import {formatDate, RowMask, type Kind} from '../../data/index.js';
import type {Severity} from './schema-file.js';

/** Shown of what breaks a check. */
export const FIRST_ROWS = 5;
const LONGEST = 40;

export interface Violation {
  /** Null for rules of the whole. */
  readonly column: string | null;
  readonly rule: string;
  readonly expected: string;
  readonly severity: Severity;
  readonly count: number;
  /** Of all rows; null where no rows are counted. */
  readonly share: number | null;
  readonly maxShare: number;
  /** Within {@link maxShare}. */
  readonly isTolerated: boolean;
  /** 1-based numbers of the first five rows that could be read (the header is none). */
  readonly firstRows: readonly number[];
  /** What stands there, of a whole column what was found; empty for private columns and rules of rows. */
  readonly firstValues: readonly string[];
}

export type About = Pick<Violation, 'column' | 'rule' | 'expected' | 'severity' | 'maxShare'>;

export interface TallyOptions {
  /** Kind of the values that are shown; absent: none are. */
  readonly shown?: Kind | undefined;
  /** Remember every row that breaks it, one bit each. */
  readonly keepsRows?: boolean | undefined;
}

export class Tally {
  private count = 0;
  private readonly rows: number[] = [];
  private readonly values: string[] = [];
  private mask: RowMask | undefined;

  constructor(
    readonly about: About,
    private readonly options: TallyOptions = {},
  ) {}

  /** @param row - 0-based */
  add(row: number, value: number | string | null): void {
    const {shown, keepsRows} = this.options;
    this.count += 1;
    if (keepsRows) (this.mask ??= new RowMask()).mark(row);
    if (this.rows.length >= FIRST_ROWS) return;
    this.rows.push(row + 1);
    if (shown && value !== null) this.values.push(shorten(value, shown));
  }

  /** Takes in rows found at the end. @param valueOf - of those among the first five */
  addRows(mask: RowMask, valueOf: (row: number) => number | string | null): void {
    const {shown} = this.options;
    this.mask = mask;
    this.count = mask.count;
    for (const row of mask.first(FIRST_ROWS)) {
      this.rows.push(row + 1);
      const value = valueOf(row);
      if (shown && value !== null) this.values.push(shorten(value, shown));
    }
  }

  /** The rows that break it, where they are remembered and it is not tolerated. */
  badRows(rowCount: number): RowMask | undefined {
    return this.options.keepsRows && this.violations(rowCount).some(isBroken) ? this.mask : undefined;
  }

  /** @returns nothing where nothing broke it */
  violations(rowCount: number): Violation[] {
    if (this.count === 0) return [];
    const share = this.count / rowCount;
    const isTolerated = share <= this.about.maxShare;
    return [{...this.about, count: this.count, share, isTolerated, firstRows: this.rows, firstValues: this.values}];
  }
}

/** Whether it makes the rows invalid. */
export const isBroken = ({severity, isTolerated}: Violation): boolean => severity === 'error' && !isTolerated;

/** Of the file as a whole. */
export function wholeViolation(about: Omit<About, 'maxShare'>, count = 1, found: readonly string[] = []): Violation {
  return {...about, maxShare: 0, count, share: null, isTolerated: false, firstRows: [], firstValues: found};
}

function shorten(value: number | string, kind: Kind): string {
  if (typeof value === 'number') return kind === 'datetime' ? formatDate(value) : String(value);
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}
