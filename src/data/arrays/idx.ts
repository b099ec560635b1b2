// IDX, the format of MNIST: a type, the sizes, the numbers, all big-endian. @see http://yann.lecun.com/exdb/mnist
import {dataError} from '../errors.js';
import {parseArrayType, type FileArray} from './array-type.js';
import {partOf, type ByteRange} from '../byte-range.js';
import {checkSize} from './npy.js';
import {IDX_TYPES} from './recognize.js';

/** @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT`, `DATA_FORMAT` */
export async function readIdx(
  bytes: ByteRange,
  names: {readonly name: string; readonly where: string},
): Promise<FileArray> {
  const start = await bytes.read(0, 4);
  const rank = start[3] ?? 0;
  const sizes = await bytes.read(4, 4 * rank);
  if (sizes.byteLength < 4 * rank)
    throw dataError('DATA_TRUNCATED', `${names.where}: the input ended early, inside the sizes of the array.`, {
      data: {file: names.where},
    });
  const dims = Array.from({length: rank}, (_, axis) => sizes.readUInt32BE(4 * axis));
  const type = parseArrayType(`>${IDX_TYPES[start[2] ?? 0] ?? ''}`, names.where);
  const offset = 4 + 4 * rank;
  const length = checkSize({dims, size: type.size, found: bytes.length - offset, where: names.where});
  return {...names, dims, type, isFortran: false, bytes: partOf(bytes, offset, length)};
}
