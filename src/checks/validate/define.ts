// A check of one column: a key in the schema. To add one, write a file in rules/ and name it in rules/index.ts.
import type {Batch, ColumnStatistics, Kind, ParseRule, RowMask} from '../../data/index.js';

/** A cell that is there: numbers for numeric, boolean (0/1) and datetime (seconds, UTC), text for the others. */
export type Value = number | string;

export interface CheckContext {
  readonly kind: Kind;
  /** Throws an error that names the place in the schema. */
  readonly fail: (expected: string) => never;
}

export interface FinderOptions {
  readonly memoryBytes: number;
  readonly workDir?: string | undefined;
  readonly onFound?: ((position: number, words: Int32Array, start: number) => void) | undefined;
  /** Folder that paths in the schema are relative to. */
  readonly folder: string;
  /** How the column is read. */
  readonly parse: ParseRule;
}

/** Takes the cells of all rows and tells at the end which break the check. Closed in any case. */
export interface RowFinder {
  add(batch: Batch, isLeftOut: (row: number) => boolean): void;
  finish(): RowMask;
  close(): void;
}

/** What a check does, as the schema gives it; nothing of it where it asks for nothing. */
export interface CompiledCheck {
  /** Whether a value is as expected. */
  readonly value?: (value: Value) => boolean;
  /** Judges values by others: a finder of the rows that break it. */
  readonly rows?: (options: FinderOptions) => Promise<RowFinder>;
  /** Judges all values of the column together. @returns what is found where it is not as expected */
  readonly whole?: (facts: ColumnFacts) => string | undefined;
}

export interface ColumnFacts {
  readonly statistics: ColumnStatistics;
  /** Seconds since the epoch. */
  readonly now: number;
}

export interface ColumnCheck {
  /** The key in the schema. */
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Which cells it judges: values that are there, missing cells (each is a violation), or cells that cannot be read. */
  readonly judges: 'values' | 'missing' | 'unreadable';
  /** The value given is the share of rows that may break it. */
  readonly isShare?: boolean;
  /** The value given is itself of keys and values. */
  readonly isMapping?: boolean;
  /** Judges the column as a whole, so that no share of rows may break it. */
  readonly isWhole?: boolean;
  /** It asks how often each value occurs. */
  readonly countsValues?: boolean;
  /** What is expected, for reports. */
  readonly describe: (given: unknown) => string;
  /** Called once a pass, so what it gives may hold state. */
  readonly compile: (given: unknown, context: CheckContext) => CompiledCheck;
}

export const defineCheck = (check: ColumnCheck): ColumnCheck => check;
