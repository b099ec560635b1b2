import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {groupGradients} from './support/group-gradient.js';
import {inferSame} from './support/infer.js';
import {inputOf} from './support/unary.js';

/**
 * Groups of channels of each image by their own mean and (biased) variance, then scale and bias a group (a channel from
 * opset 21 on, which has no gradient here).
 * @see ONNX Operators, GroupNormalization-18; Wu, He, "Group normalization" (arXiv:1803.08494)
 */
export const groupNormalization = defineOp({
  name: 'GroupNormalization',
  infer: inferSame,
  vjp: (context) => {
    const groups = intAttribute(context.node, 'num_groups', 1);
    const size = inputOf(context, 1).shape?.[0];
    if (typeof size === 'number' && size !== groups)
      throw context.refuse('with a scale for each channel (opset 21) it has none yet');
    return groupGradients(context, groups);
  },
  flops: perOutput(7),
  samples: [
    {inputs: [{shape: [2, 4, 2, 3]}, {shape: [2]}, {shape: [2]}], attributes: {num_groups: 2}},
    {name: 'batch 1, one group', inputs: [{shape: [1, 3, 4]}, {shape: [1]}, {shape: [1]}], attributes: {num_groups: 1}},
  ],
});
