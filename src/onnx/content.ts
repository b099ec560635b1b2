// What is known of a tensor's elements before anything runs: sizes on their way from a Shape node to a Reshape, say.
import {dtypeInfo} from './dtypes.js';
import type {Content, Dim, Tensor, TensorData, Value} from './types.js';

/** Larger tensors hold data, not sizes. */
export const MOST_CONTENT = 1024;

/** @returns undefined for a large tensor, and for dtypes whose elements are no numbers in JavaScript */
export function contentOfTensor({dtype, data}: Tensor): Content | undefined {
  if (data.length > MOST_CONTENT || dtype === 'string' || !isPlain(dtype)) return undefined;
  return Array.from(data as ArrayLike<number | bigint>, (element) => knownNumber(Number(element)));
}

/** NaN compares with nothing, so that it is no number to reckon with. */
export function knownNumber(element: number): Dim {
  return Number.isNaN(element) ? '' : element;
}

/** The tensor, where every element is a number that the dtype holds exactly and all sizes are known. */
export function tensorOfContent({dtype, shape}: Pick<Value, 'dtype' | 'shape'>, content: Content): Tensor | undefined {
  const dims = shape?.filter((dim) => typeof dim === 'number');
  const {array} = dtypeInfo(dtype);
  if (!dims || dims.length !== shape?.length || !array || !isPlain(dtype)) return undefined;
  const make = array as unknown as ArrayMaker;
  const isBig = array.name.startsWith('Big');
  const elements = content.map((element) => (isBig && Number.isSafeInteger(element) ? BigInt(element) : element));
  if (!elements.every((element) => (isBig ? typeof element === 'bigint' : typeof element === 'number')))
    return undefined;
  const data = make.from(elements as ArrayLike<number | bigint>);
  return Array.from(data as ArrayLike<number | bigint>, Number).every((element, at) => element === content[at])
    ? {dtype, dims, data}
    : undefined;
}

interface ArrayMaker {
  from(values: ArrayLike<number | bigint>): TensorData;
}

const isPlain = (dtype: Tensor['dtype']): boolean => {
  const {array, entries} = dtypeInfo(dtype);
  return array !== undefined && entries === 1 && !/^(float8|float16|bfloat)/.test(dtype);
};
