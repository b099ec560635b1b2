import {defineOp} from './define.js';
import {perInput} from './support/flops.js';
import {globalPoolSamples, inferGlobalPool} from './support/global-pool.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * The largest element of each channel: `[batch, channels, …spatial]` → `[batch, channels, 1, …]`.
 *
 * The gradient goes to it, in equal parts to those that tie, as in ReduceMax. @see ONNX Operators, GlobalMaxPool-1
 */
export const globalMaxPool = defineOp({
  name: 'GlobalMaxPool',
  infer: inferGlobalPool,
  vjp: (context) => {
    const {g} = context;
    const [y] = context.outputs;
    const x = inputOf(context, 0);
    const rank = x.shape?.length;
    if (!y || rank === undefined) throw context.refuse('the rank of its input is unknown');
    const isLargest = g.cast(g.equal(x, y), x.dtype);
    const spatial = Array.from({length: rank - 2}, (_, at) => at + 2);
    return [g.mul(isLargest, g.div(gradientOf(context), g.reduceSum(isLargest, spatial, true)))];
  },
  flops: perInput,
  samples: globalPoolSamples,
});
