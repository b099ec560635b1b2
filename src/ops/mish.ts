import {mishGate} from './support/smooth-rectifiers.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x·tanh(ln(1 + eˣ)). @see ONNX Operators, Mish-18 */
export const mish = defineLowered({
  name: 'Mish',
  lower: (context) => [mishGate(context.g, loweredInput(context, 0))],
  flops: perOutput(8),
  samples: [...unarySamples(), {name: 'far out', inputs: [{shape: [6], low: -30, high: 30}]}],
});
