// Short forms of constant inputs for op samples.
import {numbers} from '../dtypes.js';
import type {DType, SampleInput} from '../define.js';

/** A fixed input of numbers; a vector unless dims are given. */
export function fixed(
  values: readonly number[],
  dtype: DType = 'int64',
  dims: readonly number[] = [values.length],
): SampleInput {
  return {constant: {dtype, dims, data: numbers(dtype, values)}};
}
