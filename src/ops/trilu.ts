import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {inferSame} from './support/infer.js';
import {fixed} from './support/samples.js';
import {gradientOf} from './support/unary.js';

/** The upper or lower triangle of the last two axes, zeros elsewhere. @see ONNX Operators, Trilu-14 */
export const trilu = defineOp({
  name: 'Trilu',
  infer: inferSame,
  vjp: (context) => {
    const {g, node, inputs} = context;
    const dx = g.op('Trilu', [gradientOf(context), inputs[1]], {upper: intAttribute(node, 'upper', 1)});
    return [dx, null].slice(0, inputs.length);
  },
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'lower', inputs: [{shape: [2, 3, 3]}], attributes: {upper: 0}},
    {name: 'another diagonal', inputs: [{shape: [4, 3]}, fixed([1], 'int64', [])], attributes: {upper: 0}},
    {name: 'empty', inputs: [{shape: [0, 3, 3]}]},
  ],
});
