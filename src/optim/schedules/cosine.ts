import {defineSchedule, warmup} from '../define.js';

/**
 * Half a cosine from 1 at the first step to just above `floor` at the last, after an optional warm-up; without one,
 * what PyTorch's CosineAnnealingLR gives, stepped once a batch.
 *
 * @see Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017)
 */
export const cosine = defineSchedule({
  name: 'cosine',
  dependsOnTotal: true,
  factor: (step, totalSteps, options = {}) => {
    const {factor, stepAfter, stepsAfter} = warmup(step, totalSteps, options);
    if (factor < 1) return factor;
    const {floor = 0} = options;
    const part = stepsAfter === 0 ? 0 : Math.min(1, Math.max(0, stepAfter - 1) / stepsAfter);
    return floor + ((1 - floor) * (1 + Math.cos(Math.PI * part))) / 2;
  },
});
