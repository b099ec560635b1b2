// Normalization by the root of the mean square, under its three names.
import type {OpDefinition, Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {floatAttribute, intAttribute} from './attributes.js';
import {perOutput} from './flops.js';
import {defineLowered, loweredInput, type LoweredOptions} from './lowered.js';
import {normalizeAxis} from './shapes.js';

export interface RootMeanSquareOptions {
  readonly scale: Value;
  readonly epsilon: number;
  /** The first axis of the mean. */
  readonly axis: number;
}

/** x / √(mean of x² + epsilon) · scale, and 1 / √… itself with the axes kept; the rank of x is known. */
export function rootMeanSquareNorm(g: OpGraph, x: Value, {scale, epsilon, axis}: RootMeanSquareOptions) {
  const rank = x.shape?.length ?? 1;
  const from = normalizeAxis(axis, rank, 'RMSNormalization');
  const axes = Array.from({length: rank - from}, (_, index) => from + index);
  const square = g.reduceMean(g.mul(x, x), axes, true);
  const inverse = g.op('Reciprocal', [g.sqrt(g.shift(square, epsilon))]);
  return {y: g.mul(g.mul(x, inverse), scale), inverse};
}

/** The op under one of its names: x, scale → y and, where asked for, 1 / √…; the mean over the axes from `axis` on. */
export function defineRootMeanSquareNorm(named: Pick<LoweredOptions, 'name' | 'since'>): OpDefinition {
  return defineLowered({
    ...named,
    lower: (context) => {
      const {g, node} = context;
      const [x, scale] = [loweredInput(context, 0), loweredInput(context, 1)];
      if (!x.shape) throw context.refuse('the rank of its input is unknown');
      const epsilon = floatAttribute(node, 'epsilon', 1e-5);
      const {y, inverse} = rootMeanSquareNorm(g, x, {scale, epsilon, axis: intAttribute(node, 'axis', -1)});
      return [y, inverse].slice(0, node.outputCount);
    },
    flops: perOutput(5),
    samples: [
      {inputs: [{shape: [3, 4]}, {shape: [4]}]},
      {name: 'batches', inputs: [{shape: [2, 3, 5]}, {shape: [5]}], attributes: {axis: 2}},
      {name: 'two axes', inputs: [{shape: [2, 3, 4]}, {shape: [3, 4]}], attributes: {axis: 1}},
      {name: 'no rows', inputs: [{shape: [0, 4]}, {shape: [4]}]},
    ],
  });
}
