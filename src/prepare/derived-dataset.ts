// A dataset computed from another, and the writing of it with its place in the history.
import {canonicalJson, counted, type Json} from '../core/index.js';
import {
  appendLineage,
  assertBalanced,
  Ledger,
  ledgerLines,
  writeDataset,
  type Batch,
  type Dataset,
  type DatasetSchema,
  type LedgerTotals,
} from '../data/index.js';

/** Reads the source once and gives the rows that come of it; fills the ledger on the way. */
export type DerivedBatches = (ledger: Ledger) => AsyncIterable<Batch>;

/**
 * @param derive - called anew for each reading; must call `keep` on the ledger for what it gives
 */
export function deriveDataset(source: Dataset, schema: DatasetSchema, derive: DerivedBatches): Dataset {
  let ledger = new Ledger();
  return {
    schema,
    name: source.name,
    rereadable: source.rereadable,
    batches() {
      ledger = new Ledger();
      return derive(ledger);
    },
    close: () => source.close(),
    get ledger() {
      return joinLedgers(source.ledger, ledger);
    },
    sources: () => source.sources(),
  };
}

/** What reading the source found, and what was done to its rows after. */
export function joinLedgers(source: LedgerTotals, own: Ledger): LedgerTotals {
  const joined = new Ledger();
  joined.read(source.rowsRead);
  joined.keep(own.totals().rowsKept);
  joined.include(source);
  joined.include(own.totals());
  return joined.totals();
}

export interface WriteRequest {
  readonly output: string;
  /** `'data clean'`: its name in the history. */
  readonly command: string;
  /** The options that had a say in the result, without paths. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The tool's version. */
  readonly version: string;
  readonly workDir?: string | undefined;
}

export interface VerbResult {
  readonly output: string;
  readonly rows: number;
  readonly sha256: string;
  readonly ledger: LedgerTotals;
}

/** What a verb says of what it wrote: how many rows, and what became of the others. */
export function writtenLines({output, rows, ledger}: VerbResult): string {
  return [`${counted(rows, 'row')} written to ${output}`, ...ledgerLines(ledger)].join('\n');
}

/** Writes a dataset with one more step in its history, and closes it. */
export async function writeStep(dataset: Dataset, request: WriteRequest): Promise<VerbResult> {
  const {output, command, options, version, workDir} = request;
  try {
    const inputs = await dataset.sources();
    const step = {command, options: JSON.parse(canonicalJson(options)) as Json, inputs, version};
    const schema = (): DatasetSchema => appendLineage(dataset.schema, {...step, ledger: dataset.ledger});
    const written = await writeDataset(output, schema, dataset.batches(), {workDir});
    assertBalanced(dataset.ledger, `${command} of ${dataset.name}`, written.rowCount);
    return {output, rows: written.rowCount, sha256: written.sha256, ledger: dataset.ledger};
  } finally {
    await dataset.close();
  }
}
