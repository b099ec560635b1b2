// Joining the tensors of several requests into one batch, and cutting the answer up again. Along axis 0 only.
import {invariant} from '../core/index.js';
import type {Tensor, TensorData} from '../onnx/index.js';

/** `[n₁, …] + [n₂, …] → [n₁ + n₂, …]`: dtype and all other dims must be equal. */
export function joinTensors(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  invariant(first, 'nothing to join');
  if (tensors.length === 1) return first;
  const rowCount = tensors.reduce((sum, {dims}) => sum + (dims[0] ?? 0), 0);
  return {...first, dims: [rowCount, ...first.dims.slice(1)], data: joinData(tensors.map(({data}) => data))};
}

function joinData(parts: readonly TensorData[]): TensorData {
  const [first] = parts;
  if (Array.isArray(first)) return (parts as readonly (readonly string[])[]).flat();
  const total = parts.reduce((sum, {length}) => sum + length, 0);
  // Any typed array joins alike; Float64Array stands for all of them here.
  const joined = new ((first as Float64Array).constructor as Float64ArrayConstructor)(total);
  let offset = 0;
  for (const part of parts as readonly Float64Array[]) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Rows `from … from + count − 1` of a tensor. Copies, so that answering one request keeps no other's memory. */
export function sliceRows(tensor: Tensor, from: number, count: number): Tensor {
  const [rowCount = 0, ...rest] = tensor.dims;
  if (from === 0 && count === rowCount) return tensor;
  const width = rest.reduce((product, size) => product * size, 1);
  const data = (tensor.data as Float64Array).slice(from * width, (from + count) * width) as TensorData;
  return {...tensor, dims: [count, ...rest], data};
}

/** The first dim of every tensor, when they all have the same. */
export function commonRowCount(tensors: readonly Tensor[]): number | undefined {
  const counts = new Set(tensors.map(({dims}) => dims[0]));
  const [count] = counts;
  return counts.size === 1 ? count : undefined;
}
