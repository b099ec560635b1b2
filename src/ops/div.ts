import {binarySamples, defineArithmetic} from './support/binary.js';

/** a / b; on integers it truncates toward zero. @see ONNX Operators, Div-14 */
export const div = defineArithmetic({
  name: 'Div',
  gradients: ({g, b, y, dy, wants}) => {
    const da = g.div(dy, b);
    return [da, wants(1) ? g.neg(g.mul(da, y)) : null]; // ∂(a/b)/∂b = -(a/b)/b
  },
  samples: binarySamples({}, {low: 0.5, high: 2}),
});
