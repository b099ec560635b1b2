import {float} from './define.js';
import {sigmoidGate} from './support/smooth-rectifiers.js';
import {floatAttribute} from './support/attributes.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x·σ(alpha·x). @see ONNX Operators, Swish-24 */
export const swish = defineLowered({
  name: 'Swish',
  since: 24,
  lower: (context) => {
    const x = loweredInput(context, 0);
    return [sigmoidGate(context.g, x, floatAttribute(context.node, 'alpha', 1))];
  },
  flops: perOutput(4),
  samples: [...unarySamples(), {name: 'alpha', inputs: [{shape: [4]}], attributes: {alpha: float(1.5)}}],
});
