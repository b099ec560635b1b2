import {defineArgument} from './support/argument.js';

/** The position of the smallest element along an axis, int64. @see ONNX Operators, ArgMin-13 */
export const argMin = defineArgument('ArgMin');
