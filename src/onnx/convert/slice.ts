import {changed, defineConversion, intsOf} from './define.js';

/** Starts, ends and axes became inputs. @see ONNX Operators, Slice-10 */
export const slice = defineConversion({
  ops: ['Slice'],
  to: 10,
  convert: ({node, ints, refuse}) => {
    const [starts, ends, axes] = ['starts', 'ends', 'axes'].map((name) => intsOf(node, name));
    if (!starts || !ends) throw refuse('it lacks starts or ends');
    const [data = ''] = node.inputs;
    const inputs = [data, ints('starts', starts), ints('ends', ends), axes ? ints('axes', axes) : ''];
    return [changed(node, {inputs, without: ['starts', 'ends', 'axes']})];
  },
});
