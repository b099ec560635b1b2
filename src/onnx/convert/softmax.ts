import {changed, defineConversion, int, intOf, plainNode} from './define.js';

/**
 * All axes from the one given on were one; now it is that axis alone, and the last by default.
 * @see ONNX Operators, Softmax-13, LogSoftmax-13, Hardmax-13
 */
export const softmax = defineConversion({
  ops: ['Softmax', 'LogSoftmax', 'Hardmax'],
  to: 13,
  convert: ({node, fresh, rankOf}) => {
    const [data = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const axis = intOf(node, 'axis') ?? 1;
    const rank = rankOf(data);
    if (axis === -1 || (rank !== undefined && (axis === rank - 1 || rank === 0)))
      return [changed(node, {attributes: {axis: int(-1)}})];
    const [flat, shape, result] = [fresh('flat'), fresh('shape'), fresh('result')];
    return [
      plainNode('Flatten', [data], [flat], {axis: int(axis)}),
      {...changed(node, {inputs: [flat], attributes: {axis: int(-1)}}), outputs: [result]},
      plainNode('Shape', [data], [shape]),
      plainNode('Reshape', [result, shape], [output]),
    ];
  },
});
