// `data import`: any readable source to a typed dataset, with an account of what was found and decided.
import {counted, ignoreEvents, type Json, type Report} from '../core/index.js';
import type {BadRowOptions} from './bad-rows.js';
import {columnWidth, isMissingCell} from './batches.js';
import type {CsvOptions} from './csv-read.js';
import type {Encoding} from './encodings.js';
import type {ImportOptions} from './infer-schema.js';
import {dialectLine} from './dialect-line.js';
import {ledgerLines} from './ledger.js';
import {appendLineage} from './metadata.js';
import type {MediaOptions} from './open-options.js';
import {openDataset} from './open-dataset.js';
import type {Batch, Dataset, DatasetSchema, Field, Kind, LedgerTotals, Role, TextDialect} from './types.js';
import {writeDataset} from './write-dataset.js';

export interface ImportRequest extends BadRowOptions, CsvOptions {
  readonly media?: MediaOptions | undefined;
  readonly sources: readonly string[];
  readonly output: string;
  readonly columns: ImportOptions;
  /** Name of a registered format; default: found. */
  readonly format?: string | undefined;
  readonly encoding?: Encoding | undefined;
  readonly workDir?: string | undefined;
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

interface Watched {
  missing: number;
  /** The only value so far; undefined once there were two. */
  only: string | number | null | undefined;
  isConstant: boolean;
}

/** Passes batches on and notes what is worth saying about each column. */
async function* watch(batches: AsyncIterable<Batch>, watched: readonly Watched[]): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    watched.forEach((note, index) => {
      const column = batch.columns[index] ?? [];
      const width = columnWidth(column, batch.rowCount);
      if (width > 1) {
        for (let row = 0; row < batch.rowCount; row += 1) if (isMissingCell(column, row, width)) note.missing += 1;
        note.isConstant = false;
        return;
      }
      for (let row = 0; row < batch.rowCount; row += 1) {
        const value = column[row] ?? null;
        if (value === null || Number.isNaN(value)) note.missing += 1;
        else if (note.only === undefined) note.only = value;
        else if (note.only !== value) note.isConstant = false;
      }
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
function lineageOptions({columns, onBadRow, media}: ImportRequest, {dialect}: Dataset): Json {
  const options = {...columns, onBadRow, dialect, media};
  return JSON.parse(JSON.stringify(options)) as Json;
}

/**
 * Imports data.
 *
 * @throws IngotError whatever opening, reading and writing throw
 */
export async function importDataset(request: ImportRequest): Promise<ImportResult> {
  const {sources, output, columns, report = ignoreEvents} = request;
  const dataset: Dataset = await openDataset(sources, {...request, importOptions: columns});
  try {
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
    const written = await writeDataset(output, schema, watch(dataset.batches(), watched), {workDir: request.workDir});
    for (const message of problems(fields, watched, written.rowCount)) report({type: 'warning', message});
    return {
      output,
      rows: written.rowCount,
      columns: fields.map(({name, kind, role}, index) => ({name, kind, role, missing: watched[index]?.missing ?? 0})),
      dialect: dataset.dialect ?? null,
      ledger: dataset.ledger,
      sha256: written.sha256,
    };
  } finally {
    await dataset.close();
  }
}

/** What came of an import, for people: how the text was read, the rows, what happened to some of them. */
export function importLines({dialect, rows, output, ledger}: ImportResult): string[] {
  const read = dialect ? [`read as ${dialectLine(dialect)}`] : [];
  return [...read, `${counted(rows, 'row')} written to ${output}`, ...ledgerLines(ledger)];
}
