import {REDUCE_SAMPLES, defineReduction} from './support/reduce.js';
import {fixed} from './support/samples.js';

/** The smallest normal float32. */
const SMALLEST = 1.1754943508222875e-38;

/** √Σx² over axes; gradient x/y, and 0 at 0. @see ONNX Operators, ReduceL2-18 */
export const reduceL2 = defineReduction(
  'ReduceL2',
  ({g, x, y, dy, keep}) => g.mul(x, keep(g.div(dy, g.max(y, g.scalar(SMALLEST, y.dtype))))),
  {samples: [...REDUCE_SAMPLES, {name: 'of zeros', inputs: [{shape: [2, 3], low: 0, high: 0}, fixed([1])]}]},
);
