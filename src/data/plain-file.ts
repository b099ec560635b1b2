// A source whose bytes must be read at any place: written down first where it comes through a pipe or out of an archive.
import {join} from 'node:path';
import {AtomicFile} from '../core/index.js';
import type {Source} from './sources.js';
import {makeTemporaryFolder, removeTemporaryFolder} from './temporary-folder.js';

export interface PlainFile {
  readonly path: string;
  /** Deletes the copy, if there is one. */
  readonly close: () => void;
}

/** @throws IngotError `DISK_FULL`, and whatever reading the source throws */
export async function plainFile(source: Source, workDir?: string): Promise<PlainFile> {
  if (source.isPlainFile) return {path: source.path, close: () => undefined};
  const folder = makeTemporaryFolder(workDir);
  try {
    const path = join(folder, 'input');
    const file = new AtomicFile(path, {isDurable: false});
    try {
      for await (const bytes of source.bytes()) file.write(bytes);
    } catch (error) {
      file.abort();
      throw error;
    }
    file.commit();
    return {path, close: () => removeTemporaryFolder(folder)};
  } catch (error) {
    removeTemporaryFolder(folder);
    throw error;
  }
}
