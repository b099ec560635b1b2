import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** max(0, x) + min(0, alpha·(e^(x/alpha) − 1)), as alpha·Elu(x/alpha). @see ONNX Operators, Celu-12 */
export const celu = defineLowered({
  name: 'Celu',
  lower: (context) => {
    const {g, node} = context;
    const alpha = floatAttribute(node, 'alpha', 1);
    const scaled = g.scale(loweredInput(context, 0), 1 / alpha);
    return [g.scale(g.op('Elu', [scaled], {alpha: float(1)}), alpha)];
  },
  flops: perOutput(4),
  samples: [...unarySamples(), {name: 'alpha', inputs: [{shape: [4]}], attributes: {alpha: float(0.4)}}],
});
