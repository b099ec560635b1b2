import {floatAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {rootMeanSquareNorm} from './support/root-mean-square.js';

/**
 * Root mean square normalization of input + skip (+ bias) over the last axis; the fourth output is that sum.
 * @see ONNX Runtime, ContribOperators, com.microsoft.SkipSimplifiedLayerNormalization
 */
export const skipSimplifiedLayerNormalization = defineLowered({
  name: 'com.microsoft:SkipSimplifiedLayerNormalization',
  lower: (context) => {
    const {g, node, inputs} = context;
    const [x, skip, scale] = [loweredInput(context, 0), loweredInput(context, 1), loweredInput(context, 2)];
    const bias = inputs[3];
    const sum = bias ? g.add(g.add(x, skip), bias) : g.add(x, skip);
    const {y, inverse} = rootMeanSquareNorm(g, sum, {scale, epsilon: floatAttribute(node, 'epsilon', 1e-12), axis: -1});
    return [y, inverse, inverse, sum].slice(0, node.outputCount);
  },
  flops: perOutput(8),
  samples: [
    {inputs: [{shape: [2, 3, 4]}, {shape: [2, 3, 4]}, {shape: [4]}]},
    {name: 'with a bias', inputs: [{shape: [2, 3, 4]}, {shape: [2, 3, 4]}, {shape: [4]}, {shape: [4]}]},
    {name: 'batch 1', inputs: [{shape: [1, 1, 3]}, {shape: [1, 1, 3]}, {shape: [3]}]},
  ],
});
