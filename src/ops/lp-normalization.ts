import {intAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';

/** The smallest normal float32: what of zeros would be 0/0 stays 0. */
const SMALLEST = 1.1754943508222875e-38;

/** x over its 1-norm or 2-norm along an axis. @see ONNX Operators, LpNormalization-22 */
export const lpNormalization = defineLowered({
  name: 'LpNormalization',
  lower: (context) => {
    const {g, node} = context;
    const x = loweredInput(context, 0);
    const rank = x.shape?.length;
    const axis = intAttribute(node, 'axis', -1);
    if (rank === undefined && axis < 0) throw context.refuse('the rank of its input is unknown');
    const axes = g.ints([axis < 0 ? axis + (rank ?? 0) : axis]);
    const norm = g.op(intAttribute(node, 'p', 2) === 1 ? 'ReduceL1' : 'ReduceL2', [x, axes], {keepdims: 1});
    return [g.div(x, g.max(norm, g.scalar(SMALLEST, x.dtype)))];
  },
  flops: perOutput(4),
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'by sizes, first axis', inputs: [{shape: [3, 2, 2]}], attributes: {p: 1, axis: 0}},
    {name: 'batch 1', inputs: [{shape: [1, 3]}]},
  ],
});
