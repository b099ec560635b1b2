import {defineReduction} from './support/reduce.js';
import {extremumGradient} from './support/reduce-extremum.js';
import {pickMax} from './support/truth.js';

/** The largest element over axes. @see ONNX Operators, ReduceMax-18 */
export const reduceMax = defineReduction('ReduceMax', extremumGradient, {combine: pickMax});
