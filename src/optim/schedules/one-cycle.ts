import {defineSchedule} from '../define.js';
import {halfCosine} from './shapes.js';

/**
 * From 1/div up to 1 over the first `pct-start` of the steps, then down to 1/(div·final-div) at the last, both along
 * half a cosine: PyTorch's OneCycleLR, the learning rate being its max_lr. The momentum stays as it is.
 *
 * @see Smith, Topin, "Super-convergence: very fast training of neural networks using large learning rates" (2018)
 */
export const oneCycle = defineSchedule({
  name: 'one-cycle',
  options: {
    'pct-start': {default: 0.3, min: 0, max: 1},
    div: {default: 25, min: 1},
    'final-div': {default: 1e4, min: 1},
  },
  dependsOnTotal: true,
  factor: ({taken, totalSteps}, options) => {
    const low = 1 / options.div;
    const peak = options['pct-start'] * totalSteps - 1;
    // A rise of one step at most is the peak itself.
    if (taken <= peak) return peak === 0 ? 1 : between(low, 1, taken / peak);
    const part = Math.min(1, (taken - peak) / (totalSteps - 1 - peak));
    return between(1, low / options['final-div'], part);
  },
});

const between = (from: number, to: number, part: number): number => to + (from - to) * halfCosine(part);
