// The shared part of the initializers: numbers drawn one by one, in row-major order, rounded to float32.
import {nnError} from '../errors.js';

export function fill(dims: readonly number[], draw: () => number): Float32Array {
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  for (let index = 0; index < data.length; index += 1) data[index] = draw();
  return data;
}

/**
 * Fan-in and fan-out of a weight `[fanIn, fanOut]`.
 *
 * @throws IngotError `LAYER_SHAPE` for another rank
 */
export function fans(dims: readonly number[]): {readonly fanIn: number; readonly fanOut: number} {
  const [fanIn, fanOut] = dims;
  if (dims.length !== 2 || fanIn === undefined || fanOut === undefined)
    throw nnError(
      'LAYER_SHAPE',
      `This initializer expects a weight [fanIn, fanOut], but the shape is [${dims.join(', ')}].`,
    );
  return {fanIn, fanOut};
}
