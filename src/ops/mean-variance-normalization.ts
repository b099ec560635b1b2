import {intsAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';

/** In the standard's own definition. */
const EPSILON = 1e-9;

/** (x − mean) / (deviation + 1e-9) over axes, by default all but channels. @see ONNX Operators, MeanVarianceNormalization-13 */
export const meanVarianceNormalization = defineLowered({
  name: 'MeanVarianceNormalization',
  lower: (context) => {
    const {g, node} = context;
    const x = loweredInput(context, 0);
    const axes = intsAttribute(node, 'axes') ?? [0, 2, 3];
    const centred = g.sub(x, g.reduceMean(x, axes, true));
    const variance = g.reduceMean(g.mul(centred, centred), axes, true);
    return [g.div(centred, g.shift(g.sqrt(variance), EPSILON))];
  },
  flops: perOutput(7),
  samples: [{inputs: [{shape: [2, 2, 2, 3]}]}, {name: 'rows', inputs: [{shape: [3, 4]}], attributes: {axes: [1]}}],
});
