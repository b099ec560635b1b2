import {float} from './define.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x·min(max(x/6 + ½, 0), 1). @see ONNX Operators, HardSwish-14 */
export const hardSwish = defineLowered({
  name: 'HardSwish',
  lower: (context) => {
    const x = loweredInput(context, 0);
    return [context.g.mul(x, context.g.op('HardSigmoid', [x], {alpha: float(1 / 6), beta: float(0.5)}))];
  },
  flops: perOutput(4),
  samples: [...unarySamples(), {name: 'beyond the bends', inputs: [{shape: [8], low: -8, high: 8}]}],
});
