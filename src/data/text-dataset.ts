// A dataset over text files: cells are parsed by the fields' rules, batch by batch.
import {ignoreEvents, type Report} from '../core/index.js';
import {BadRows, type BadRowOptions} from './bad-rows.js';
import {dataError} from './errors.js';
import {requireColumn, type InferredColumn} from './infer-schema.js';
import {countReEncoded} from './re-encoded.js';
import {KindWatch} from './kind-watch.js';
import {KindsChanged} from './kinds-changed.js';
import {Ledger} from './ledger.js';
import {fillRows, RowFiller, rowParser, type Filler} from './row-filler.js';
import {hashSources, nameOfSources, type Source} from './sources.js';
import {surveyColumns} from './survey.js';
import type {OpenedText, TextFormat} from './text-format.js';
import type {Batch, Dataset, DatasetSchema, LedgerEntry, LedgerTotals, LineageStep, TextDialect} from './types.js';

/** Cells in a batch, about: 65,536 rows of 16 columns. */
const BATCH_CELLS = 1 << 20;
const MAX_BATCH_ROWS = 1 << 16;

export interface TextDatasetOptions extends BadRowOptions {
  /** Every field has its column in the sources. */
  readonly schema: DatasetSchema;
  readonly format: TextFormat;
  readonly sources: readonly Source[];
  /** The first source, opened already; used by the first pass. */
  readonly first?: OpenedText | undefined;
  readonly batchRows?: number | undefined;
  /** As in `OpenOptions`. */
  readonly lendsBatches?: boolean | undefined;
  /** How the first source is written. */
  readonly dialect: TextDialect;
  /** What the lineage says of the sources; default their hashes. */
  readonly inputs?: (() => Promise<LineageStep['inputs']>) | undefined;
  /** How each source is encoded; default UTF-8. */
  readonly encodings?: readonly string[] | undefined;
  /** Columns whose kinds may be changed by later rows: the sources can be read again. */
  readonly inferred?: readonly InferredColumn[] | undefined;
  /** What stands in the account before the first row. */
  readonly entries?: readonly LedgerEntry[] | undefined;
  /** Told of changed kinds. */
  readonly report?: Report | undefined;
  /** Called when nobody reads the sources any more. */
  readonly release?: (() => void) | undefined;
}

/** Lets go of what was opened, wherever it has been read to. */
export async function closeText({chunks, close}: OpenedText): Promise<void> {
  await chunks[Symbol.asyncIterator]().return?.();
  await close?.();
}

/** Rows of text as a {@link Dataset}. Rereadable unless it comes from a pipe. */
export class TextDataset implements Dataset {
  readonly schema: DatasetSchema;
  readonly name: string;
  readonly rereadable: boolean;
  readonly dialect: TextDialect;
  private account = new Ledger();
  private first: OpenedText | undefined;
  private readonly batchRows: number;

  constructor(private readonly options: TextDatasetOptions) {
    this.schema = options.schema;
    this.first = options.first;
    this.dialect = options.dialect;
    this.name = nameOfSources(options.sources);
    this.rereadable = options.sources.every(({isRereadable}) => isRereadable);
    const width = Math.max(1, options.schema.fields.length);
    this.batchRows = options.batchRows ?? Math.max(1, Math.min(MAX_BATCH_ROWS, Math.floor(BATCH_CELLS / width)));
  }

  get ledger(): LedgerTotals {
    return this.account.totals();
  }

  async *batches(): AsyncGenerator<Batch> {
    const {entries = [], inferred} = this.options;
    const ledger = new Ledger();
    ledger.include({rowsRead: 0, rowsKept: 0, rowsDropped: 0, entries});
    this.account = ledger;
    const watch = inferred && new KindWatch(this.schema.fields, inferred);
    const {first} = this;
    if (!first && !this.rereadable && this.options.release === undefined)
      throw dataError('DATA_NOT_REREADABLE', `${this.name}: a pipe can be read once only.`);
    this.first = undefined;
    const bad = new BadRows(this.options, ledger, () => this.quarantineHeader(first?.names));
    try {
      const filler = this.newFiller();
      let encoding = this.encodingOf(0);
      // All rows of a batch are of one encoding.
      const counted = (batch: Batch): Batch => {
        countReEncoded(batch, {encoding, fields: this.schema.fields, ledger});
        return batch;
      };
      for (const [index, source] of this.options.sources.entries()) {
        if (this.encodingOf(index) !== encoding && !filler.isEmpty) {
          const ended = filler.finish();
          watch?.batch(ended);
          if (watch?.isOver !== true) yield counted(ended);
        }
        encoding = this.encodingOf(index);
        const {format} = this.options;
        const opened = index === 0 && first ? first : await format.open(source, this.knownNames());
        try {
          const parse = rowParser({
            fields: this.schema.fields,
            format,
            where: source.name,
            names: this.checkNames(source, opened.names, ledger),
            bad,
            ledger,
            watch,
          });
          const target = {filler, parse, ledger, names: opened.names, fields: this.schema.fields};
          for await (const batch of opened.readInto?.(target) ?? fillRows(opened.chunks, target)) {
            watch?.batch(batch);
            if (watch?.isOver !== true) yield counted(batch);
          }
        } finally {
          await opened.close?.();
        }
      }
      const last = filler.isEmpty ? undefined : counted(filler.finish());
      if (last) watch?.batch(last);
      const changing = watch?.finish() ?? [];
      if (changing.length > 0) throw new KindsChanged(this.name, () => this.promoted(changing));
      bad.finish(ledger.totals().rowsRead, this.name);
      if (last) yield last;
    } finally {
      bad.abort();
    }
  }

  sources(): Promise<LineageStep['inputs']> {
    return this.options.inputs?.() ?? hashSources(this.options.sources);
  }

  async close(): Promise<void> {
    const {first} = this;
    this.first = undefined;
    if (first) await closeText(first);
    this.options.release?.();
  }

  /** The same rows by kinds that fit all of them. */
  private async promoted(columns: readonly InferredColumn[]): Promise<Dataset> {
    const {options, schema} = this;
    const {fields, entries, notes} = await surveyColumns(this.textsAgain(), columns, {
      fields: schema.fields,
      format: options.format,
    });
    const {report = ignoreEvents} = options;
    for (const message of notes) report({type: 'warning', message});
    return new TextDataset({
      ...options,
      schema: {...schema, fields: schema.fields.map((field) => fields.get(field.name) ?? field)},
      first: undefined,
      inferred: undefined,
      entries,
    });
  }

  private async *textsAgain(): AsyncGenerator<OpenedText> {
    for (const source of this.options.sources) yield await this.options.format.open(source, this.knownNames());
  }

  private encodingOf(source: number): string {
    return this.options.encodings?.[source] ?? 'utf-8';
  }

  private newFiller(): Filler {
    const {fields} = this.schema;
    const {format, lendsBatches = false} = this.options;
    return format.newFiller?.(fields, this.batchRows, lendsBatches) ?? new RowFiller(fields, this.batchRows);
  }

  private knownNames(): readonly string[] {
    return this.schema.fields.map(({name}) => name);
  }

  private quarantineHeader(names: readonly string[] | undefined): string | undefined {
    if (this.options.format.name !== 'csv') return undefined;
    return this.options.format.formatRow(['_line', '_reason', ...(names ?? this.knownNames())]);
  }

  /** Every field must be there; columns that are no field are counted. */
  private checkNames(source: Source, names: readonly string[], ledger: Ledger): readonly string[] {
    const known = new Set(this.knownNames());
    const there = new Set(names);
    for (const name of known) if (!there.has(name)) requireColumn(name, names, source.name);
    for (const name of names)
      if (!known.has(name)) ledger.record({action: 'ignored', reason: 'column not used', column: name});
    return names;
  }
}
