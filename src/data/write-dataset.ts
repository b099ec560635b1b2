// The one way out: a dataset to a file or to stdout, in the format that the name asks for.
import {extname} from 'node:path';
import {isDevice} from '../core/index.js';
import {dataError} from './errors.js';
import {FORMATS} from './formats/index.js';
import {spoolBatches} from './spool.js';
import type {Batch, DatasetSchema} from './types.js';
import {writeBatches, type WriteResult} from './write-batches.js';

/** The name of the format that a target's name asks for; the Arrow stream for `'-'`. @throws IngotError `DATA_OPTION` */
export function outputFormat(target: string): string {
  if (target === '-') return 'arrows';
  const written = FORMATS.values().flatMap(({name, endings, writer}) =>
    (writer ? (writer.endings ?? endings) : []).map((ending) => ({name, ending})),
  );
  const format = written.find(({ending}) => ending === extname(target).toLowerCase());
  if (format) return format.name;
  const known = written.map(({ending}) => ending).join(', ');
  throw dataError('DATA_OPTION', `${target}: expected a name that ends in ${known}.`, {
    hints: ['The ending of the output says its format.'],
  });
}

/** Whether batches need not outlive their writing to this target. @throws IngotError `DATA_OPTION` */
export function isDoneWithBatch(target: string): boolean {
  // What a pipe has not taken yet is kept as it is.
  return target !== '-' && FORMATS.get(outputFormat(target)).writer?.isDoneWithBatch === true;
}

/** Whether a format is one that a terminal cannot show. @throws IngotError `REGISTRY_UNKNOWN` */
export function isBinaryFormat(name: string): boolean {
  return FORMATS.get(name).writer?.isBinary !== false;
}

export interface WriteOptions {
  /** Name of a registered format that can be written. Default: by the ending of the target; the Arrow stream for `'-'`. */
  readonly format?: string | undefined;
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
  const {label, writer} = FORMATS.get(options.format ?? outputFormat(target));
  if (!writer) throw dataError('DATA_OPTION', `${target}: ${label} is read, but cannot be written.`);
  const schemaOf = typeof schema === 'function' ? schema : (): DatasetSchema => schema;
  // What is not known before the last batch may also be that all must be read again: a device keeps what it got.
  const isFinal = typeof schema !== 'function' || (writer.isSchemaFirst !== true && !isDevice(target));
  if (isFinal) return writeBatches(target, await writer.encoder(schemaOf), batches);
  const spooled = await spoolBatches(schemaOf(), batches, options.workDir);
  try {
    return await writeBatches(target, await writer.encoder(schemaOf), spooled.batches());
  } finally {
    await spooled.close();
  }
}
