// What breaks one check: how many rows, which first, and what stood there.
import {formatDate, type Kind} from '../../data/index.js';
import type {Severity} from './schema-file.js';

const FIRST_ROWS = 5;
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
  /** What stands there; empty for private columns and rules of rows. */
  readonly firstValues: readonly string[];
}

type About = Pick<Violation, 'column' | 'rule' | 'expected' | 'severity' | 'maxShare'>;

export class Tally {
  private count = 0;
  private readonly rows: number[] = [];
  private readonly values: string[] = [];

  constructor(
    private readonly about: About,
    private readonly shown?: Kind,
  ) {}

  /** @param row - 0-based */
  add(row: number, value: number | string | null): void {
    this.count += 1;
    if (this.rows.length >= FIRST_ROWS) return;
    this.rows.push(row + 1);
    if (this.shown && value !== null) this.values.push(shorten(value, this.shown));
  }

  /** @returns nothing where nothing broke it */
  violations(rowCount: number): Violation[] {
    if (this.count === 0) return [];
    const share = this.count / rowCount;
    const isTolerated = share <= this.about.maxShare;
    return [{...this.about, count: this.count, share, isTolerated, firstRows: this.rows, firstValues: this.values}];
  }
}

/** Of the file as a whole. */
export function wholeViolation(about: Omit<About, 'maxShare'>, count = 1): Violation {
  return {...about, maxShare: 0, count, share: null, isTolerated: false, firstRows: [], firstValues: []};
}

function shorten(value: number | string, kind: Kind): string {
  if (typeof value === 'number') return kind === 'datetime' ? formatDate(value) : String(value);
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}
