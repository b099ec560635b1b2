import {floatAttribute, intAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {rootMeanSquareNorm} from './support/root-mean-square.js';

/**
 * x / √(mean of x² + epsilon) · scale, the mean over the axes from `axis` on.
 * @see ONNX Operators, RMSNormalization-23; Zhang, Sennrich, "Root mean square layer normalization" (arXiv:1910.07467)
 */
export const rmsNormalization = defineLowered({
  name: 'RMSNormalization',
  since: 23,
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
