import {defineOp} from './define.js';
import {perInput} from './support/flops.js';
import {globalPoolSamples, inferGlobalPool} from './support/global-pool.js';
import {expandLike} from './support/like.js';
import {reducedCount} from './support/reduce.js';
import {gradientOf, inputOf} from './support/unary.js';

/** The mean of each channel: `[batch, channels, …spatial]` → `[batch, channels, 1, …]`. @see ONNX Operators, GlobalAveragePool-1 */
export const globalAveragePool = defineOp({
  name: 'GlobalAveragePool',
  infer: inferGlobalPool,
  vjp: (context) => {
    const {g} = context;
    const [y] = context.outputs;
    const x = inputOf(context, 0);
    if (!y) throw context.refuse('it has no output');
    const share = g.div(gradientOf(context), reducedCount({g, x, y}));
    return [expandLike(g, share, x)];
  },
  flops: perInput,
  samples: globalPoolSamples,
});
