// Batches through an encoder into a file (whole or absent) or stdout.
import {createHash} from 'node:crypto';
import {AtomicFile, type AtomicFileOptions} from '../core/index.js';
import type {BatchEncoder} from './arrow-write.js';
import type {Batch} from './types.js';

export interface WriteResult {
  readonly rowCount: number;
  readonly sha256: string;
}

interface Sink {
  write(bytes: Uint8Array): Promise<void> | void;
  commit(): string;
  abort(): void;
}

/** Waits for the reader of a pipe. A reader that has gone is the command line's affair (EPIPE). */
function standardOutput(): Sink {
  const hash = createHash('sha256');
  return {
    write(bytes) {
      hash.update(bytes);
      if (process.stdout.write(bytes)) return;
      return new Promise((resolve) => {
        process.stdout.once('drain', resolve);
      });
    },
    commit: () => hash.digest('hex'),
    abort: () => undefined,
  };
}

/** Writes until the batches end. What was begun and failed is deleted; a stream then stays without its end marker. */
export async function writeBatches(
  target: string,
  encoder: BatchEncoder,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: AtomicFileOptions = {},
): Promise<WriteResult> {
  const sink: Sink = target === '-' ? standardOutput() : new AtomicFile(target, options);
  let rowCount = 0;
  try {
    for (const bytes of encoder.start()) await sink.write(bytes);
    for await (const batch of batches) {
      rowCount += batch.rowCount;
      for (const bytes of encoder.encode(batch)) await sink.write(bytes);
    }
    for (const bytes of encoder.finish()) await sink.write(bytes);
    return {rowCount, sha256: sink.commit()};
  } catch (error) {
    sink.abort();
    throw error;
  }
}
