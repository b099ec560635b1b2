import {defineArgument} from './support/argument.js';

/** The position of the largest element along an axis, int64. @see ONNX Operators, ArgMax-13 */
export const argMax = defineArgument('ArgMax');
