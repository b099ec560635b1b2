// What CSV and JSON Lines have in common: rows of raw cells with line numbers, read in chunks.
import type {ScalarKind} from './infer-rule.js';
import type {ImportOptions} from './infer-schema.js';
import type {CellValue} from './parse-cell.js';
import type {Filler, RowTarget} from './row-filler.js';
import type {Source} from './sources.js';
import type {Batch, Field, ParseRule, TextDialect} from './types.js';

/** A line that cannot be told into cells. */
export interface UnreadableRow {
  readonly text: string;
  /** As in `BadRow`. */
  readonly reason: string;
  readonly detail: string;
  readonly hint: string;
}

export interface TextChunk {
  /** Cells in the order of the columns; a row of another length is ragged. */
  readonly rows: readonly (readonly unknown[])[];
  /** 1-based line on which each row begins. */
  readonly lines: readonly number[];
  /** Rows that are none, by their place in `rows`, where they have no cells. */
  readonly unreadable?: ReadonlyMap<number, UnreadableRow>;
  /** Keys that no column has (JSON Lines), with how often they came. */
  readonly unknownKeys?: ReadonlyMap<string, number>;
}

/** What a source with types of its own (a database) says of a column. */
export interface SourceType {
  /** Decides where no cell of the sample has a value. */
  readonly natural: ScalarKind | undefined;
  /** Why it is no column of a table; undefined for one that is. */
  readonly leftOut?: string | undefined;
  /** A cell as inference is to see it: moments as `Date`, numbers as numbers. */
  readonly sample?: (cell: unknown) => unknown;
}

export interface OpenedText {
  readonly names: readonly string[];
  /** By the places of `names`, where the source has types: text is then text whatever it looks like. */
  readonly types?: readonly SourceType[];
  readonly chunks: AsyncIterable<TextChunk>;
  /** Lets go of what it holds (a connection), also where `chunks` were never begun. */
  readonly close?: () => Promise<void>;
  /**
   * In place of `chunks`, where the format has a faster way: reads from the first row on, whatever was taken from `chunks`
   * before. Full batches come out, what is left stays in the target's filler. Undefined where it cannot be gone: then
   * `chunks` are still there.
   */
  readonly readInto?: (target: RowTarget) => AsyncGenerator<Batch> | undefined;
  /** Decisions worth a line to the user. */
  readonly notes: readonly string[];
  /** Whether a comma may be a decimal mark. */
  readonly allowDecimalComma: boolean;
  readonly dialect: Omit<TextDialect, 'encoding'>;
  /** What the format says of its columns, where the user says nothing. */
  readonly decided?: Pick<ImportOptions, 'kinds' | 'target' | 'usualMissing'>;
}

export interface TextFormat {
  readonly name: TextDialect['format'];
  /** What a row is called in messages, by its number; default `'line'`. */
  readonly rowUnit?: 'line' | 'row';
  /** @param names - columns known from elsewhere (a model's rules, an earlier file) */
  open(source: Source, names?: readonly string[]): Promise<OpenedText>;
  /** What collects its rows, where that is not a `RowFiller`. @param lends - see `OpenOptions.lendsBatches` */
  newFiller?(fields: readonly Field[], capacity: number, lends: boolean): Filler | undefined;
  parser(rule: ParseRule): (cell: unknown) => CellValue;
  /** What is lost of a cell by the value it became, for the ledger. */
  readonly lost?: (cell: unknown, value: CellValue) => string | undefined;
  /** One line of text without its end, for the quarantine file. */
  formatRow(cells: readonly unknown[]): string;
}
