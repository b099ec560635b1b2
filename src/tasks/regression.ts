// Regression: one number per row, given back in the target's own units.
import {inverseStage} from '../transforms/index.js';
import {defineTask} from './define.js';

/**
 * Output: `prediction` `[batch, 1]` float64. Double, because the way back to the target's units is a double affine:
 * in float32 a target with a large mean and a small spread (a year, a timestamp) would lose the digits that matter.
 */
export const regression = defineTask({
  name: 'regression',
  summary: 'A number.',
  outputs: ['prediction'],
  defaultLoss: () => 'mse',
  outputCount: () => 1,
  addOutputs(g, logits, {targetStages}) {
    const value = [...targetStages].reverse().reduce((y, stage) => inverseStage(g, stage, y), logits);
    g.output(g.cast(value, 'float64'), 'prediction', ['batch', 1]);
  },
});
