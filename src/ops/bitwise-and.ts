import {defineIntegerOp} from './support/integer.js';

/** Bit by bit and of two integers, with broadcasting. @see ONNX Operators, BitwiseAnd-18 */
export const bitwiseAnd = defineIntegerOp('BitwiseAnd');
