// Files of arrays, told by their first bytes.
import {extname} from 'node:path';

export type ArrayFormat = 'npy' | 'npz' | 'idx';

export const NPY_MAGIC = '\x93NUMPY';
const ZIP_MAGIC = 'PK\x03\x04';

/** Types of IDX, by their code. */
export const IDX_TYPES: Readonly<Record<number, string>> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};

/** @param head - the first bytes of a file @param path - for its ending: a zip may be anything */
export function arrayFormatOf(head: Uint8Array, path: string): ArrayFormat | undefined {
  const start = Buffer.from(head.subarray(0, 8)).toString('latin1');
  if (start.startsWith(NPY_MAGIC)) return 'npy';
  if (start.startsWith(ZIP_MAGIC)) return extname(path).toLowerCase() === '.npz' ? 'npz' : undefined;
  const [zero, alsoZero, type = 0, rank = 0] = head;
  return zero === 0 && alsoZero === 0 && IDX_TYPES[type] !== undefined && rank >= 1 && rank <= 8 ? 'idx' : undefined;
}
