import {defineOptimizer} from '../define.js';
import {scaledAdam} from './scaled-adam.js';

/**
 * Adam, equal to PyTorch's up to float32 rounding. Slots are the moments divided by 1 − β (see scaled-adam.ts).
 *
 * @see Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015)
 */
export const adam = defineOptimizer({
  name: 'adam',
  defaults: {learningRate: 1e-3, weightDecay: 0},
  ...scaledAdam,
});
