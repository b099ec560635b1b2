// Pools over all places of a channel.
import type {InferContext, OpSample, ValueType} from '../define.js';
import {requireInput} from './infer.js';

export function inferGlobalPool(context: InferContext): readonly ValueType[] {
  const {dtype, shape} = requireInput(context, 0);
  return [{dtype, shape: shape?.map((size, axis) => (axis < 2 ? size : 1))}];
}

export const globalPoolSamples: readonly OpSample[] = [
  {inputs: [{shape: [2, 3, 2, 4]}]},
  {name: 'batch 1, one spatial axis', inputs: [{shape: [1, 2, 5]}]},
  {name: 'three spatial axes', inputs: [{shape: [2, 1, 2, 1, 3]}]},
];
