import {dtypeInfo} from '../dtypes.js';
import {changed, defineConversion, floatOf, int, plainNode} from './define.js';

/** The mask, which had the type of the data, became boolean. @see ONNX Operators, Dropout-10 */
export const dropoutMask = defineConversion({
  ops: ['Dropout'],
  to: 10,
  convert: ({node, fresh, dtypeOf, refuse}) => {
    const [output = '', mask = ''] = node.outputs;
    if (mask === '') return [{...node, outputs: [output]}];
    const [data = ''] = node.inputs;
    const dtype = dtypeOf(data);
    if (dtype === undefined) throw refuse(`nothing tells the type of '${data}'`);
    const isKept = fresh('mask');
    return [
      {...node, outputs: [output, isKept]},
      plainNode('Cast', [isKept], [mask], {to: int(dtypeInfo(dtype).code)}),
    ];
  },
});

/** The ratio became an input; without the third input, the node passes its data on as before. @see ONNX Operators, Dropout-12 */
export const dropoutRatio = defineConversion({
  ops: ['Dropout'],
  to: 12,
  convert: ({node, constant}) => {
    const ratio = floatOf(node, 'ratio') ?? 0.5;
    const name = constant('ratio', {dtype: 'float32', dims: [], data: Float32Array.of(ratio)});
    return [changed(node, {inputs: [node.inputs[0] ?? '', name], without: ['ratio']})];
  },
});
