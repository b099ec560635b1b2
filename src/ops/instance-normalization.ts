import {defineOp} from './define.js';
import {perOutput} from './support/flops.js';
import {groupGradients} from './support/group-gradient.js';
import {inferSame} from './support/infer.js';

/**
 * Each channel of each image by its own mean and (biased) variance, then scale and bias a channel.
 * @see ONNX Operators, InstanceNormalization-6; Ulyanov, Vedaldi, Lempitsky, "Instance normalization" (arXiv:1607.08022)
 */
export const instanceNormalization = defineOp({
  name: 'InstanceNormalization',
  infer: inferSame,
  vjp: (context) => groupGradients(context, 0),
  flops: perOutput(7),
  samples: [
    {inputs: [{shape: [2, 3, 2, 4]}, {shape: [3]}, {shape: [3]}]},
    {name: 'batch 1, one spatial axis', inputs: [{shape: [1, 2, 5]}, {shape: [2]}, {shape: [2]}]},
  ],
});
