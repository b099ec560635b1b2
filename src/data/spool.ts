// A rereadable copy of data that can be read once only, for the work that needs a second pass.
import {join} from 'node:path';
import {arrowEncoder} from './arrow-write.js';
import {delegate} from './delegate.js';
import {openDataset} from './open-dataset.js';
import {makeTemporaryFolder, removeTemporaryFolder} from './temporary-folder.js';
import type {Batch, Dataset, DatasetSchema} from './types.js';
import {writeBatches} from './write-batches.js';

/**
 * Writes batches into one temporary Arrow file and opens it. The file is deleted by `close()`, and when the process ends.
 *
 * @param workDir - default the system's temporary folder
 * @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE`, and whatever the batches throw
 */
export async function spoolBatches(
  schema: DatasetSchema,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  workDir?: string,
): Promise<Dataset> {
  const folder = makeTemporaryFolder(workDir);
  try {
    const path = join(folder, 'spool.arrow');
    await writeBatches(
      path,
      arrowEncoder(() => schema, 'arrow'),
      batches,
      {isDurable: false},
    );
    const copy = await openDataset(path);
    const close = async (): Promise<void> => {
      await copy.close();
      removeTemporaryFolder(folder);
    };
    return delegate(copy, {rereadable: true, close});
  } catch (error) {
    removeTemporaryFolder(folder);
    throw error;
  }
}

/**
 * A dataset that can be read any number of times: itself where it already can, else a spooled copy with the name, the
 * ledger and the sources of the original.
 *
 * @throws IngotError as {@link spoolBatches}
 */
export async function spoolDataset(dataset: Dataset, workDir?: string): Promise<Dataset> {
  if (dataset.rereadable) return dataset;
  const copy = await spoolBatches(dataset.schema, dataset.batches(), workDir);
  const close = async (): Promise<void> => {
    await copy.close();
    await dataset.close();
  };
  const own = {name: dataset.name, rereadable: true, sources: () => dataset.sources(), close};
  return delegate(copy, own, dataset);
}
