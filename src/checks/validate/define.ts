// A check of one column: a key in the schema. To add one, write a file in rules/ and name it in rules/index.ts.
import type {Kind} from '../../data/index.js';

/** A cell that is there: numbers for numeric, boolean (0/1) and datetime (seconds, UTC), text for the others. */
export type Value = number | string;

export interface CheckContext {
  readonly kind: Kind;
  /** Throws an error that names the place in the schema. */
  readonly fail: (expected: string) => never;
  /** Remembers a value for uniqueness. @throws IngotError `VALIDATE_UNIQUE_LIMIT` */
  readonly remember: () => void;
}

export interface ColumnCheck {
  /** The key in the schema. */
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Which cells it judges: values that are there, missing cells (each is a violation), or cells that cannot be read. */
  readonly judges: 'values' | 'missing' | 'unreadable';
  /** The value given is the share of rows that may break it. */
  readonly isShare?: boolean;
  /** What is expected, for reports. */
  readonly describe: (given: unknown) => string;
  /** @returns whether a value is as expected; for `values` only. Called once a pass, so it may hold state. */
  readonly compile: (given: unknown, context: CheckContext) => ((value: Value) => boolean) | undefined;
}

export const defineCheck = (check: ColumnCheck): ColumnCheck => check;
