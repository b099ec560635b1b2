// `data import`: any readable source to a typed dataset, with an account of what was found and decided.
import {counted, ignoreEvents, type Json, type Report} from '../core/index.js';
import type {BadRowOptions} from './bad-rows.js';
import {columnWidth, countMissing, isMissingCell} from './batches.js';
import type {CsvOptions} from './csv-read.js';
import type {Encoding} from './encodings.js';
import type {ImportOptions} from './infer-schema.js';
import {dialectLine} from './dialect-line.js';
import {KindsChanged} from './kinds-changed.js';
import {assertBalanced, ledgerLines} from './ledger.js';
import {appendLineage} from './metadata.js';
import type {MediaOptions} from './open-options.js';
import {openDataset} from './open-dataset.js';
import type {
  Batch,
  ColumnData,
  Dataset,
  DatasetSchema,
  Field,
  Kind,
  LedgerTotals,
  NumberColumn,
  Role,
  TextDialect,
  Utf8Column,
} from './types.js';
import {utf8Cell} from './utf8-column.js';
import {isDoneWithBatch, writeDataset} from './write-dataset.js';

export interface ImportRequest extends BadRowOptions, CsvOptions {
  readonly media?: MediaOptions | undefined;
  readonly sources: readonly string[];
  readonly output: string;
  readonly columns: ImportOptions;
  /** Name of a registered format; default: found. */
  readonly format?: string | undefined;
  readonly encoding?: Encoding | undefined;
  readonly table?: string | undefined;
  readonly query?: string | undefined;
  readonly maxUnpacked?: number | undefined;
  readonly workDir?: string | undefined;
  /** Default true: columns whose later rows do not fit become of a kind that fits all. */
  readonly promote?: boolean | undefined;
  /** The tool's version, for the lineage. */
  readonly version: string;
  readonly report?: Report | undefined;
}

export interface ImportedColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly role: Role;
  readonly missing: number;
}

export interface ImportResult {
  readonly output: string;
  readonly rows: number;
  readonly columns: readonly ImportedColumn[];
  /** How the text is written, found or given; null for Arrow. */
  readonly dialect: TextDialect | null;
  readonly ledger: LedgerTotals;
  readonly sha256: string;
}

/** What is worth saying about a column. */
interface Watched {
  missing: number;
  /** The only value so far; undefined once there were two. */
  only: string | number | undefined;
  isConstant: boolean;
}

/** @param known - how many are missing, where somebody has counted them */
function watchNumbers(note: Watched, column: NumberColumn, rowCount: number, known: number | undefined): void {
  const width = columnWidth(column, rowCount);
  if (width > 1) {
    for (let row = 0; row < rowCount; row += 1) if (isMissingCell(column, row, width)) note.missing += 1;
    note.isConstant = false;
    return;
  }
  note.missing += known ?? countMissing(column);
  for (let row = 0; row < rowCount && note.isConstant; row += 1) {
    const value = column[row] ?? NaN;
    if (!Number.isNaN(value)) watchValue(note, value);
  }
}

function watchValue(note: Watched, value: string | number): void {
  if (note.only === undefined) note.only = value;
  else if (note.only !== value) note.isConstant = false;
}

function watchText(note: Watched, column: ColumnData): void {
  for (const value of column)
    if (value === null) note.missing += 1;
    else if (note.isConstant) watchValue(note, value);
}

/** Text that is at hand as bytes: made strings of only until a second value comes. */
function watchBytes(note: Watched, column: Utf8Column, rowCount: number): void {
  note.missing += column.nullCount;
  for (let row = 0; row < rowCount && note.isConstant; row += 1) {
    const value = utf8Cell(column, row);
    if (value !== null) watchValue(note, value);
  }
}

/** Passes batches on and notes what is worth saying about each column. */
async function* watch(batches: AsyncIterable<Batch>, watched: readonly Watched[]): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    const {rowCount, text, missing} = batch;
    watched.forEach((note, index) => {
      const bytes = text?.[index];
      if (bytes) {
        watchBytes(note, bytes, rowCount);
        return;
      }
      const column = batch.columns[index] ?? [];
      if (Array.isArray(column)) watchText(note, column);
      else watchNumbers(note, column, rowCount, missing?.[index]);
    });
    yield batch;
  }
}

function problems(fields: readonly Field[], watched: readonly Watched[], rows: number): string[] {
  return fields.flatMap(({name, role}, index) => {
    const note = watched[index];
    if (!note || role === 'ignored' || rows === 0) return [];
    if (note.missing === rows) return [`Column '${name}' has no value in any row: nothing can be learned from it.`];
    if (note.isConstant && note.missing === 0 && rows > 1)
      return [`Column '${name}' is ${JSON.stringify(note.only)} in every row: nothing can be learned from it.`];
    return [];
  });
}

/** The options that had a say in the result, without paths. */
function lineageOptions({columns, onBadRow, media, promote}: ImportRequest, {dialect}: Dataset): Json {
  const options = {...columns, onBadRow, dialect, media, ...(promote === false ? {promote} : {})};
  return JSON.parse(JSON.stringify(options)) as Json;
}

/**
 * Imports data.
 *
 * @throws IngotError whatever opening, reading and writing throw
 */
export async function importDataset(request: ImportRequest): Promise<ImportResult> {
  const {sources, columns, promote, output} = request;
  const options = {
    ...request,
    importOptions: columns,
    promotes: promote ?? true,
    lendsBatches: isDoneWithBatch(output),
  };
  let dataset: Dataset = await openDataset(sources, options);
  try {
    for (;;) {
      const outcome = await writeAll(dataset, request);
      if (!(outcome instanceof KindsChanged)) return outcome;
      dataset = await outcome.reopen();
    }
  } finally {
    await dataset.close();
  }
}

/** Writes all rows, or finds that their kinds are others. */
async function writeAll(dataset: Dataset, request: ImportRequest): Promise<ImportResult | KindsChanged> {
  const {output, report = ignoreEvents} = request;
  const inputs = await dataset.sources();
  const {fields} = dataset.schema;
  const watched = fields.map((): Watched => ({missing: 0, only: undefined, isConstant: true}));
  const schema = (): DatasetSchema =>
    appendLineage(dataset.schema, {
      command: 'data import',
      options: lineageOptions(request, dataset),
      inputs,
      version: request.version,
      ledger: dataset.ledger,
    });
  try {
    const written = await writeDataset(output, schema, watch(dataset.batches(), watched), {workDir: request.workDir});
    assertBalanced(dataset.ledger, `data import of ${dataset.name}`, written.rowCount);
    for (const message of problems(fields, watched, written.rowCount)) report({type: 'warning', message});
    return {
      output,
      rows: written.rowCount,
      columns: fields.map(({name, kind, role}, index) => ({name, kind, role, missing: watched[index]?.missing ?? 0})),
      dialect: dataset.dialect ?? null,
      ledger: dataset.ledger,
      sha256: written.sha256,
    };
  } catch (error) {
    // The half-written output is gone; the rows are read again.
    if (error instanceof KindsChanged) return error;
    throw error;
  }
}

/** What came of an import, for people: how the text was read, the rows, what happened to some of them. */
export function importLines({dialect, rows, output, ledger}: ImportResult): string[] {
  const read = dialect ? [`read as ${dialectLine(dialect)}`] : [];
  return [...read, `${counted(rows, 'row')} written to ${output}`, ...ledgerLines(ledger)];
}
