import {changed, defineConversion, intOf} from './define.js';

/** The number became an input. @see ONNX Operators, TopK-10 */
export const topK = defineConversion({
  ops: ['TopK'],
  to: 10,
  convert: ({node, ints, refuse}) => {
    const k = intOf(node, 'k');
    if (k === undefined) throw refuse('it lacks k');
    return [changed(node, {inputs: [node.inputs[0] ?? '', ints('k', [k])], without: ['k']})];
  },
});
