import {defineReduction} from './support/reduce.js';

/** ln Σeˣ over axes, without overflow; gradient e^(x − y), the softmax. @see ONNX Operators, ReduceLogSumExp-18 */
export const reduceLogSumExp = defineReduction('ReduceLogSumExp', ({g, x, y, dy, keep}) =>
  g.mul(keep(dy), g.exp(g.sub(x, keep(y)))),
);
