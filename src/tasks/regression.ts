// Regression: one number per row, given back in the target's own units.
import {inverseStage} from '../transforms/index.js';
import {defineTask} from './define.js';

/**
 * Output: `prediction` `[batch, 1]` float64. Double, because the way back to the target's units is a double affine:
 * in float32 a target with a large mean and a small spread (a year, a timestamp) would lose the digits that matter.
 * The activation of the loss comes first (exp of a log-rate, in double: it overflows later there).
 */
export const regression = defineTask({
  name: 'regression',
  summary: 'A number.',
  outputs: ['prediction'],
  defaultLoss: () => 'mse',
  outputCount: () => 1,
  addOutputs(g, logits, {targetStages, loss}) {
    const start = loss.activation === 'exp' ? g.exp(g.cast(logits, 'float64')) : logits;
    const value = [...targetStages].reverse().reduce((x, stage) => inverseStage(g, stage, x), start);
    g.output(g.cast(value, 'float64'), 'prediction', ['batch', 1]);
  },
});
