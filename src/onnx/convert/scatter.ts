import {defineConversion} from './define.js';

/** Another name. @see ONNX Operators, ScatterElements-11 */
export const scatter = defineConversion({
  ops: ['Scatter'],
  to: 11,
  convert: ({node}) => [{...node, opType: 'ScatterElements'}],
});
