import {expandLike} from './support/like.js';
import {defineReduction, reduceSamples} from './support/reduce.js';

/** ln Σx over axes. @see ONNX Operators, ReduceLogSum-18 */
export const reduceLogSum = defineReduction(
  'ReduceLogSum',
  ({g, x, y, dy, keep}) => expandLike(g, keep(g.div(dy, g.exp(y))), x),
  {samples: reduceSamples({low: 0.5, high: 2})},
);
