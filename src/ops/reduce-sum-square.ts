import {defineReduction} from './support/reduce.js';

/** Σx² over axes. @see ONNX Operators, ReduceSumSquare-18 */
export const reduceSumSquare = defineReduction('ReduceSumSquare', ({g, x, dy, keep}) => g.mul(x, keep(g.scale(dy, 2))));
