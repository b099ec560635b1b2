import {changed, defineConversion, floatOf, intsOf, scalarLike} from './define.js';

/** The widths and the value became inputs. @see ONNX Operators, Pad-11 */
export const pad = defineConversion({
  ops: ['Pad'],
  to: 11,
  convert: (context) => {
    const {node, ints, refuse} = context;
    const pads = intsOf(node, 'pads');
    if (!pads) throw refuse('it lacks pads');
    const [data = ''] = node.inputs;
    const value = floatOf(node, 'value') ?? 0;
    const filling = value === 0 ? {name: '', nodes: []} : scalarLike(context, data, {base: 'value', value});
    const inputs = [data, ints('pads', pads), filling.name];
    return [...filling.nodes, changed(node, {inputs, without: ['pads', 'value']})];
  },
});
