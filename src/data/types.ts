// Datasets as the rest of ingot sees them: a schema, and batches of typed columns.
import type {Json} from '../core/index.js';

export const ROLES = ['feature', 'target', 'id', 'weight', 'group', 'time', 'ignored'] as const;
export type Role = (typeof ROLES)[number];

export const KINDS = ['numeric', 'boolean', 'category', 'text', 'datetime', 'labels', 'tensor'] as const;
export type Kind = (typeof KINDS)[number];

export const THOUSANDS_MARKS = [',', '.', ' ', "'", '_'] as const;
export type ThousandsMark = (typeof THOUSANDS_MARKS)[number];

/** What the numbers of a tensor column may be held as. */
export const ELEMENTS = ['uint8', 'int32', 'float32', 'float64'] as const;
export type Element = (typeof ELEMENTS)[number];

/** How text becomes token ids: 0 padding, 1 unknown, 2 separator, then the vocabulary in its order (bytes: 3 + byte). */
export interface TokenRule {
  readonly unit: 'chars' | 'bytes';
  /** Characters; empty for bytes. */
  readonly vocabulary: readonly string[];
  /** Where shorter texts are padded, and where longer ones are cut. */
  readonly pad: 'left' | 'right';
  readonly truncate: 'left' | 'right';
  /** The token that pads; default 0. Blocks of packed texts know none, so a shorter text is padded by what parts them. */
  readonly fill?: number;
}

/**
 * How a text cell becomes a value. Found once, at the first import; travels in the dataset and in the model, and
 * `parseCell` is the only reader of it.
 */
export interface ParseRule {
  readonly kind: Kind;
  /** Cells that mean "no value", compared after trimming. `''` is always one. */
  readonly missing: readonly string[];
  /** Boolean columns: the words for 1 and for 0, compared without case. */
  readonly trueWords?: readonly string[];
  readonly falseWords?: readonly string[];
  /** Datetime columns: `'iso'`, `'epoch'`, `'epoch-ms'` or a pattern of YYYY MM DD HH mm ss. Without a zone it is UTC. */
  readonly dateFormat?: string;
  /** Numeric columns. */
  readonly decimalMark?: '.' | ',';
  /** Numeric columns: what may stand between groups of three digits. Absent: nothing. */
  readonly thousandsMark?: ThousandsMark;
  /**
   * Category columns whose cells are numbers: cells are read as a number and written in its shortest form, so that
   * `2`, `2.0` and JSON's number 2 are one category. Off where text and number differ ("01234").
   */
  readonly numberText?: boolean;
  /** Columns of labels: the character between them. See `formatLabels`. */
  readonly labelDelimiter?: string;
  /** Tensor columns: the sizes of a cell, each at least 1, and what its numbers are held as. */
  readonly shape?: readonly number[];
  readonly element?: Element;
  /** Tensor columns made from files (images, sound): how a file becomes a cell. See src/data/media. */
  readonly media?: MediaRule;
  /** Tensor columns whose cells are sound, one channel: samples a second. */
  readonly sampleRate?: number;
  /** Tensor columns: names along the last axis, where each is a quantity of its own with statistics of its own. */
  readonly channels?: readonly string[];
  /** Tensor columns of shape `[length]`, int32: a text is read as so many tokens. */
  readonly tokens?: TokenRule;
}

/** How a file becomes a cell; the same rule reads the same file to the same numbers, at import and at prediction. */
export interface MediaRule {
  /** A registered kind of media: `'image'`. */
  readonly kind: string;
  /** Lists: the column that names the files. */
  readonly column?: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/**
 * How values are held:
 * float64: Float64Array, NaN = missing (numeric; boolean 0/1; datetime seconds since the epoch, UTC; never ±Inf)
 * float32: Float32Array, NaN = missing (fitted numeric columns) · int32: Int32Array, no missing (codes, classes)
 * uint8: Uint8Array, no missing (tensors only: images) · utf8: string | null (category, text, labels)
 *
 * A column whose cells are tensors holds rowCount × product(shape) numbers, row after row, each in row-major order; all of
 * a cell's numbers are NaN where it is missing.
 */
export type Storage = Element | 'utf8';

export type NumberColumn = Float64Array | Float32Array | Int32Array | Uint8Array;
export type ColumnData = NumberColumn | (string | null)[];

export interface Field {
  readonly name: string;
  readonly role: Role;
  readonly kind: Kind;
  readonly storage: Storage;
  readonly parse: ParseRule;
  /** Sizes of a cell; absent: one value a row. */
  readonly shape?: readonly number[];
  /** Id of the last stage applied to this column; absent while it is raw. */
  readonly stage?: string;
  /** Least and greatest raw value among the rows the stages were fitted on; set by `data normalize`. */
  readonly range?: readonly [number, number];
  /** Numeric targets: mean and population deviation of the raw values of those rows. */
  readonly moments?: readonly [number, number];
  /** Times: how long before and after it the row looks, in the column's unit. Rows nearer than both overlap. */
  readonly span?: readonly [before: number, after: number];
}

/** A fitted transform over a block of columns. Fitted by ingot, applied by graph nodes only. See src/transforms. */
export interface Stage {
  /** `stableId` of all other members. */
  readonly id: string;
  readonly transform: string;
  readonly version: number;
  /** Source columns, in block order. */
  readonly columns: readonly string[];
  /** Names of the columns it gives, in block order. */
  readonly outputs: readonly string[];
  readonly options: Json;
  readonly state: Json;
  /** For each source column, the id of the stage it was at, or null for raw. */
  readonly parents: readonly (string | null)[];
  readonly storage: Storage;
  /** Sizes of a cell of its outputs; absent: one value a row. */
  readonly shape?: readonly number[];
}

/**
 * Rows: dropped, quarantined, added. Cells: repaired, imputed, coerced, flagged (kept as they are, marked in a column of
 * their own). Columns: ignored, removed, promoted (read as another kind than their first rows suggest; counted are the cells
 * that did not fit).
 */
export type LedgerAction =
  | 'dropped'
  | 'repaired'
  | 'imputed'
  | 'coerced'
  | 'flagged'
  | 'quarantined'
  | 'ignored'
  | 'removed'
  | 'promoted'
  | 'added';

export interface LedgerEntry {
  readonly action: LedgerAction;
  /** Short and stable, for machines and people: `'duplicate row'`, `'not a number'`. */
  readonly reason: string;
  readonly column?: string;
  readonly count: number;
  /** 1-based positions of the first rows concerned: line numbers for text, row numbers otherwise. */
  readonly first: readonly number[];
  /** Of media: names of the first files concerned. */
  readonly files?: readonly string[];
}

/** Kept + dropped (rows) = read, always; cells repaired or imputed are counted per entry. */
export interface LedgerTotals {
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsDropped: number;
  readonly entries: readonly LedgerEntry[];
}

export interface LineageStep {
  /** `'data import'`, `'data clean'` … */
  readonly command: string;
  readonly options: Json;
  /** sha256 of each input read, `''` for pipes. */
  readonly inputs: readonly {readonly name: string; readonly sha256: string}[];
  readonly version: string;
  readonly ledger: LedgerTotals;
}

export type SplitName = 'train' | 'valid' | 'test';

/** Changes that training makes to its rows, anew in every epoch: see src/prepare/augment/rows. */
export interface AugmentPolicy {
  /** The column of tensors that is changed. */
  readonly column: string;
  /** In order, options complete. */
  readonly steps: readonly {readonly name: string; readonly options: Readonly<Record<string, number>>}[];
}

export interface DatasetMetadata {
  readonly format: 1;
  readonly lineage: readonly LineageStep[];
  readonly split?: SplitName;
  /** Every stage some column has gone through, parents before children. */
  readonly stages: readonly Stage[];
  /** Of rows to train on: what a training does to them on the fly. */
  readonly augment?: AugmentPolicy;
}

export interface DatasetSchema {
  readonly fields: readonly Field[];
  readonly metadata: DatasetMetadata;
}

/** Text as UTF-8 bytes, cell after cell. */
export interface Utf8Column {
  readonly bytes: Uint8Array;
  /** Where each cell begins, and at last where the last one ends. */
  readonly offsets: Int32Array;
  /** 1 for each row that has no value. */
  readonly missing: Uint8Array;
  readonly nullCount: number;
}

export interface Batch {
  readonly rowCount: number;
  /** In the order of the schema's fields. */
  readonly columns: readonly ColumnData[];
  /** The columns of text that are at hand as bytes, by the same places; `columns` has them too, decoded when asked for. */
  readonly text?: readonly (Utf8Column | undefined)[];
  /** How many cells of each column of numbers are missing, where the reader has counted them. */
  readonly missing?: readonly (number | undefined)[];
}

/** How a source of rows is written, found or given. */
export interface TextDialect {
  readonly format: 'csv' | 'jsonl' | 'lines' | 'sqlite' | 'postgres';
  readonly encoding: string;
  /** CSV only, as the two below. */
  readonly delimiter?: string;
  /** Null for none. */
  readonly quote?: string | null;
  /** Whether the first row names the columns. */
  readonly header?: boolean;
  /** Databases only: what is read, the one or the other. */
  readonly table?: string;
  readonly query?: string;
}

/** An opened dataset. `batches()` may be called once, or any number of times when `rereadable`. */
export interface Dataset {
  readonly schema: DatasetSchema;
  /** Where it came from, for messages: a path, or `'standard input'`. */
  readonly name: string;
  readonly rereadable: boolean;
  /** Known before reading for Arrow files. */
  readonly rowCount?: number;
  /** Of text: how its first file is written. */
  readonly dialect?: TextDialect;
  batches(): AsyncIterable<Batch>;
  close(): Promise<void>;
  /** What reading found, complete once `batches()` has ended. */
  readonly ledger: LedgerTotals;
  /** sha256 of each source file (computed on demand), name `'-'` and hash `''` for pipes. */
  sources(): Promise<LineageStep['inputs']>;
}
