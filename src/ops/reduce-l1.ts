import {defineReduction} from './support/reduce.js';

/** Σ|x| over axes. @see ONNX Operators, ReduceL1-18 */
export const reduceL1 = defineReduction('ReduceL1', ({g, x, dy, keep}) => g.mul(keep(dy), g.sign(x)));
