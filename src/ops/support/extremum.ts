// Max and Min of any number of tensors.
import {defineOp} from '../define.js';
import type {OpDefinition, Value} from '../define.js';
import {binarySamples} from './binary.js';
import {inferBroadcast} from './infer.js';
import {gradientOf} from './unary.js';
import {perOutput} from './flops.js';
import {pickMax, pickMin} from './truth.js';

/** The gradient goes to the operand that won, in equal parts to those that tie (as in PyTorch's maximum). */
export function defineExtremum(name: 'Max' | 'Min'): OpDefinition {
  return defineOp({
    name,
    fold: (elements) => elements.reduce(name === 'Max' ? pickMax : pickMin),
    isElementwise: true,
    infer: (context) => [inferBroadcast(context)],
    vjp: (context) => {
      const {g, inputs, wants} = context;
      const [y] = context.outputs;
      const dy = gradientOf(context);
      if (!y) return inputs.map(() => null);
      if (inputs.length === 1) return [dy];
      const masks = inputs.map((x) => g.cast(g.equal(x ?? y, y), y.dtype));
      const share = g.div(
        dy,
        masks.reduce((sum, mask): Value => g.add(sum, mask)),
      );
      return masks.map((mask, index) => (wants(index) ? g.mul(share, mask) : null));
    },
    flops: perOutput(1),
    samples: [
      ...binarySamples({low: 0.2, high: 1}, {low: 1.2, high: 2}),
      {name: 'mixed order', inputs: [{shape: [5]}, {shape: [5]}]},
      {name: 'three operands', inputs: [{shape: [2, 3]}, {shape: [3]}, {shape: []}]},
      {name: 'one operand', inputs: [{shape: [2]}]},
    ],
  });
}
