import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';

/**
 * Layer normalization of input + skip (+ bias) over the last axis; the fourth output is that sum.
 * @see ONNX Runtime, ContribOperators, com.microsoft.SkipLayerNormalization
 */
export const skipLayerNormalization = defineLowered({
  name: 'com.microsoft:SkipLayerNormalization',
  lower: (context) => {
    const {g, node, inputs} = context;
    const [x, skip, scale] = [loweredInput(context, 0), loweredInput(context, 1), loweredInput(context, 2)];
    const bias = inputs[4];
    const sum = bias ? g.add(g.add(x, skip), bias) : g.add(x, skip);
    const epsilon = float(floatAttribute(node, 'epsilon', 1e-12));
    const statistics = node.outputCount > 1 ? 3 : 1;
    const options = {outputCount: statistics};
    const [y, mean, inverse] = g.ops('LayerNormalization', [sum, scale, inputs[3]], {axis: -1, epsilon}, options);
    return [y ?? sum, mean ?? sum, inverse ?? sum, sum].slice(0, node.outputCount);
  },
  flops: perOutput(8),
  samples: [
    {inputs: [{shape: [2, 3, 4]}, {shape: [2, 3, 4]}, {shape: [4]}, {shape: [4]}]},
    {name: 'with a bias', inputs: [{shape: [2, 3, 4]}, {shape: [2, 3, 4]}, {shape: [4]}, {shape: [4]}, {shape: [4]}]},
    {name: 'batch 1', inputs: [{shape: [1, 1, 3]}, {shape: [1, 1, 3]}, {shape: [3]}]},
  ],
});
