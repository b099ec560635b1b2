import {erfGate, tanhGate} from './support/smooth-rectifiers.js';
import {stringAttribute} from './support/attributes.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x·Φ(x), or its approximation by tanh. @see ONNX Operators, Gelu-20 */
export const gelu = defineLowered({
  name: 'Gelu',
  since: 20,
  lower: (context) => {
    const build = stringAttribute(context.node, 'approximate', 'none') === 'tanh' ? tanhGate : erfGate;
    return [build(context.g, loweredInput(context, 0))];
  },
  flops: perOutput(4),
  samples: [...unarySamples(), {name: 'tanh', inputs: [{shape: [3, 5]}], attributes: {approximate: 'tanh'}}],
});
