import {changed, defineConversion, int, intsOf} from './define.js';

/** The sizes of the parts became an input. @see ONNX Operators, Split-13 */
export const splitSizes = defineConversion({
  ops: ['Split'],
  to: 13,
  convert: ({node, ints}) => {
    const sizes = intsOf(node, 'split');
    const [data = ''] = node.inputs;
    return [changed(node, {inputs: sizes ? [data, ints('split', sizes)] : [data], without: ['split']})];
  },
});

/** Parts of equal size must be counted. @see ONNX Operators, Split-18 */
export const splitCount = defineConversion({
  ops: ['Split'],
  to: 18,
  convert: ({node}) => {
    const isSized = (node.inputs[1] ?? '') !== '';
    return [isSized ? node : changed(node, {attributes: {num_outputs: int(node.outputs.length)}})];
  },
});
