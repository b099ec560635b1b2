import {defineReduction} from './support/reduce.js';
import {extremumGradient} from './support/reduce-extremum.js';
import {pickMin} from './support/truth.js';

/** The smallest element over axes. @see ONNX Operators, ReduceMin-18 */
export const reduceMin = defineReduction('ReduceMin', extremumGradient, {combine: pickMin});
