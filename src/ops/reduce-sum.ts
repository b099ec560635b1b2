import {expandLike} from './support/like.js';
import {REDUCE_SAMPLES, defineReduction} from './support/reduce.js';
import {fixed} from './support/samples.js';
import {addDims} from './support/symbols.js';

/** Sum over axes; the gradient is spread over them. @see ONNX Operators, ReduceSum-13 */
export const reduceSum = defineReduction('ReduceSum', ({g, x, dy, keep}) => expandLike(g, keep(dy), x), {
  combine: addDims,
  samples: [...REDUCE_SAMPLES, {name: 'empty', inputs: [{shape: [0, 3]}, fixed([0])], attributes: {keepdims: 0}}],
});
