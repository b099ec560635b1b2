// The one way out: a dataset to a file or to stdout, in the format that the name asks for.
import {extname} from 'node:path';
import {arrowEncoder} from './arrow-write.js';
import {dataError} from './errors.js';
import {spoolBatches} from './spool.js';
import {csvEncoder, jsonlEncoder} from './text-write.js';
import type {Batch, DatasetSchema} from './types.js';
import {writeBatches, type WriteResult} from './write-batches.js';

export const OUTPUT_FORMATS = ['csv', 'jsonl', 'arrow', 'arrows'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const BY_ENDING: Readonly<Record<string, OutputFormat>> = {
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
  '.arrows': 'arrows',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** The format that a target's name asks for; the Arrow stream for `'-'`. @throws IngotError `DATA_OPTION` */
export function outputFormat(target: string): OutputFormat {
  if (target === '-') return 'arrows';
  const format = BY_ENDING[extname(target).toLowerCase()];
  if (format) return format;
  throw dataError('DATA_OPTION', `${target}: expected a name that ends in ${Object.keys(BY_ENDING).join(', ')}.`, {
    hints: ['The ending of the output says its format.'],
  });
}

export interface WriteOptions {
  /** Default: by the ending of the target; the Arrow stream for `'-'`. */
  readonly format?: OutputFormat | undefined;
  /** For temporary files. Default the system's. */
  readonly workDir?: string | undefined;
}

/**
 * Writes all batches. A file appears only when everything has been written; a stream gets its end marker only then.
 *
 * @param target - path, or `'-'` for stdout
 * @param schema - or a function, called before and again after the last batch: for metadata that are known only then
 *   (the ledger of this very pass). Fields must not differ. A stream carries its metadata in front, so for a function its
 *   batches are spooled first.
 * @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE`, `DATA_OPTION`, and whatever the batches throw
 */
export async function writeDataset(
  target: string,
  schema: DatasetSchema | (() => DatasetSchema),
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: WriteOptions = {},
): Promise<WriteResult> {
  const format = options.format ?? outputFormat(target);
  const schemaOf = typeof schema === 'function' ? schema : (): DatasetSchema => schema;
  if (format === 'csv') return writeBatches(target, csvEncoder(schemaOf()), batches);
  if (format === 'jsonl') return writeBatches(target, jsonlEncoder(schemaOf()), batches);
  if (format === 'arrow' || typeof schema !== 'function')
    return writeBatches(target, arrowEncoder(schemaOf, format), batches);
  const spooled = await spoolBatches(schemaOf(), batches, options.workDir);
  try {
    return await writeBatches(target, arrowEncoder(schemaOf, format), spooled.batches());
  } finally {
    await spooled.close();
  }
}
