// A pipe that can be read again: what comes out of it is written to a temporary file on the way.
import {closeSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {fileError} from '../core/index.js';
import {fileSource, type Source} from './sources.js';
import {makeTemporaryFolder, removeTemporaryFolder} from './temporary-folder.js';

export interface SpooledSource {
  /** Read once to its end, it can be read again. */
  readonly source: Source;
  readonly remove: () => void;
}

/** @param workDir - default the system's temporary folder @throws IngotError `DISK_FULL` and the like, while it is read */
export function spoolSource(source: Source, workDir?: string): SpooledSource {
  let folder: string | undefined;
  let isWhole = false;
  async function* copied(): AsyncGenerator<Uint8Array> {
    folder = makeTemporaryFolder(workDir);
    const path = join(folder, 'input');
    const file = openSync(path, 'w');
    try {
      for await (const chunk of source.bytes()) {
        for (let done = 0; done < chunk.byteLength;) done += writeSync(file, chunk, done);
        yield chunk;
      }
      isWhole = true;
    } catch (error) {
      throw fileError(error, path);
    } finally {
      closeSync(file);
    }
  }
  return {
    source: {
      ...source,
      bytes: () => (isWhole && folder !== undefined ? fileSource(join(folder, 'input')).bytes() : copied()),
    },
    remove: () => {
      if (folder !== undefined) removeTemporaryFolder(folder);
    },
  };
}
