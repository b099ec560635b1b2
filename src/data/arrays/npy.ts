// NumPy's array files. @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import {dataError} from '../errors.js';
import {parseArrayType, type FileArray} from './array-type.js';
import {partOf, type ByteRange} from '../byte-range.js';
import {NPY_MAGIC} from './recognize.js';

const MAX_HEADER_BYTES = 1 << 20;

/** @throws IngotError `DATA_CORRUPT`, `DATA_FORMAT`, `DATA_TRUNCATED` */
export async function readNpy(
  bytes: ByteRange,
  names: {readonly name: string; readonly where: string},
): Promise<FileArray> {
  const {where} = names;
  const damaged = (what: string): Error =>
    dataError('DATA_CORRUPT', `${where}: no valid .npy file: ${what}.`, {
      hints: ['Save the array again with numpy.save.'],
      data: {file: where},
    });
  const start = await bytes.read(0, 12);
  if (start.byteLength < 12 || !start.toString('latin1').startsWith(NPY_MAGIC))
    throw damaged('it does not begin as one');
  const isShort = start[6] === 1;
  const prefix = isShort ? 10 : 12;
  const headerBytes = isShort ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (headerBytes > MAX_HEADER_BYTES) throw damaged('its header is longer than 1 MiB');
  const header = (await bytes.read(prefix, headerBytes)).toString(start[6] === 3 ? 'utf8' : 'latin1');
  if (/'descr'\s*:\s*\[/.test(header))
    throw dataError('DATA_FORMAT', `${where}: arrays of records (structured types) cannot be read.`, {
      hints: ['Save each field as an array of its own.'],
    });
  const [, descr] = /'descr'\s*:\s*'([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order'\s*:\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header) ?? [];
  if (descr === undefined || order === undefined || sizes === undefined) throw damaged('its header is not understood');
  const type = parseArrayType(descr, where);
  const dims = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  const offset = prefix + headerBytes;
  const length = checkSize({dims, size: type.size, found: bytes.length - offset, where});
  return {...names, dims, type, isFortran: order === 'True' && dims.length > 1, bytes: partOf(bytes, offset, length)};
}

/**
 * @returns the bytes an array takes
 * @throws IngotError `DATA_FORMAT` for an array without rows to speak of, `DATA_TRUNCATED`, `DATA_CORRUPT`
 */
export function checkSize(array: {
  readonly dims: readonly number[];
  readonly size: number;
  /** Bytes that are there. */
  readonly found: number;
  readonly where: string;
}): number {
  const {dims, size, found, where} = array;
  const shape = `[${dims.join(', ')}]`;
  if (dims.length === 0 || dims.slice(1).includes(0))
    throw dataError('DATA_FORMAT', `${where}: expected rows along the first axis, found an array of shape ${shape}.`, {
      hints: ['Reshape it so that each row holds at least one value.'],
    });
  const length = dims.reduce((product, dim) => product * dim, size);
  if (found < length)
    throw dataError(
      'DATA_TRUNCATED',
      `${where}: the input ended early: shape ${shape} needs ${String(length)} bytes, found ${String(found)}.`,
      {hints: ['Copy or save the file again.'], data: {file: where}},
    );
  if (found > length)
    throw dataError('DATA_CORRUPT', `${where}: there is more after the array of shape ${shape}.`, {
      hints: ['Save one array a file, or several with numpy.savez.'],
      data: {file: where},
    });
  return length;
}
