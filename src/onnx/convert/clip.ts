import {changed, defineConversion, floatOf, scalarLike} from './define.js';

/** The limits became inputs of the type of the data. @see ONNX Operators, Clip-11 */
export const clip = defineConversion({
  ops: ['Clip'],
  to: 11,
  convert: (context) => {
    const {node} = context;
    const [data = ''] = node.inputs;
    const limits = ['min', 'max'].map((base) => {
      const value = floatOf(node, base);
      return value === undefined ? {name: '', nodes: []} : scalarLike(context, data, {base, value});
    });
    const inputs = [data, ...limits.map(({name}) => name)];
    return [...limits.flatMap(({nodes}) => nodes), changed(node, {inputs, without: ['min', 'max']})];
  },
});
