// What a caller may say when opening data.
import type {Report} from '../core/index.js';
import type {BadRowOptions} from './bad-rows.js';
import type {CsvOptions} from './csv-read.js';
import type {Encoding} from './encodings.js';
import {makeRawField} from './fields.js';
import {requireColumn, type ImportOptions} from './infer-schema.js';
import {emptyMetadata} from './metadata.js';
import type {DatasetSchema, ParseRule, Role} from './types.js';

/** Rows that the kinds of columns are inferred from. */
export const SAMPLE_ROWS = 10_000;
/** Fewer rows of a table with more than 50 columns, so that the sample of a wide one is no larger than that of another. */
export const SAMPLE_CELLS = 500_000;

/** A column that is known before the data are: from a model, or from a fitted dataset. */
export interface ColumnRule {
  readonly name: string;
  readonly parse: ParseRule;
  readonly role: Role;
  /** Default true: without the column, opening fails. */
  readonly required?: boolean | undefined;
}

/** What is said of media at import. */
export interface MediaOptions {
  /** The column of a list that names the files. */
  readonly column?: string | undefined;
  /** By the names of the flags; each kind of media knows its own. */
  readonly settings?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Keep what is known of each file (width and height of an image) as columns. */
  readonly keepsFacts?: boolean | undefined;
}

export interface OpenOptions extends BadRowOptions, CsvOptions {
  /** Only these columns are read, by these rules; the others are counted as ignored. Not for files of ingot itself. */
  readonly rules?: readonly ColumnRule[] | undefined;
  /** Overrides of what is inferred, or of what a file of ingot itself says. */
  readonly importOptions?: ImportOptions | undefined;
  /** Name of a registered format. Default: by content, then by ending. */
  readonly format?: string | undefined;
  /** Bytes that may come out of a packed file; default 200 times as many as went in. */
  readonly maxUnpacked?: number | undefined;
  /** Folder for what must be written down on the way; default the system's temporary folder. */
  readonly workDir?: string | undefined;
  /** Text: default found from the beginning. */
  readonly encoding?: Encoding | undefined;
  /** Rows in a batch of text; default by width. */
  readonly batchRows?: number | undefined;
  /** Databases: the table or view that is read. */
  readonly table?: string | undefined;
  /** Databases: the statement whose rows are read. */
  readonly query?: string | undefined;
  /**
   * Batches of text may be views of memory that the next one is read into: for who writes each away before asking for
   * another. Default false.
   */
  readonly lendsBatches?: boolean | undefined;
  /** Folders and lists of images and the like. */
  readonly media?: MediaOptions | undefined;
  /**
   * True: where later rows do not fit the kinds found from the first ones, reading them ends with `KindsChanged`. For
   * whoever can begin again; a pipe is then written to a temporary file on the way.
   */
  readonly promotes?: boolean | undefined;
  /** Told about decisions: kinds of targets, identifiers, headers that look like data. */
  readonly report?: Report | undefined;
}

/** The schema that rules give; columns that may be absent and are, are left out. @throws IngotError `DATA_COLUMN_MISSING` */
export function schemaOfRules(rules: readonly ColumnRule[], names: readonly string[], where: string): DatasetSchema {
  const fields = rules.flatMap(({name, parse, role, required}) => {
    if (required === false && !names.includes(name)) return [];
    requireColumn(name, names, where);
    return [makeRawField(name, parse.kind, role, parse)];
  });
  return {fields, metadata: emptyMetadata()};
}
