// The numbers a training consists of, by name.
import {invariant} from '../core/index.js';
import type {Tensor} from '../onnx/index.js';

export type TensorMap = ReadonlyMap<string, Tensor>;

export interface TensorState {
  readonly parameters: TensorMap;
  /** Optimizer slots, named by the training program. */
  readonly slots: TensorMap;
}

/** @returns the name of the first tensor with a NaN or an infinity, in the order of the map */
export function firstNonFinite(tensors: TensorMap): string | undefined {
  for (const [name, {data}] of tensors) if (!isFiniteData(data)) return name;
  return undefined;
}

export function isFiniteData(data: Tensor['data']): boolean {
  if (!(data instanceof Float32Array) && !(data instanceof Float64Array)) return true;
  // x · 0 is 0 for a number and NaN for NaN and ±∞: one sum without branches.
  let sum = 0;
  for (const value of data) sum += value * 0;
  return sum === 0;
}

/** The average of the weights, which travels among the slots, by the names of the weights. */
export function averagedWeights({parameters, slots}: TensorState): Map<string, Tensor> {
  return new Map(
    [...parameters.keys()].map((name) => {
      const tensor = slots.get(`${name}/average`);
      invariant(tensor, `an average of '${name}'`);
      return [name, tensor];
    }),
  );
}
