import {defineIntegerOp} from './support/integer.js';

/** Bit by bit exclusive or of two integers, with broadcasting. @see ONNX Operators, BitwiseXor-18 */
export const bitwiseXor = defineIntegerOp('BitwiseXor');
