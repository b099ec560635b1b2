import {defineSchedule, warmup} from '../define.js';

/** The learning rate as given, after an optional warm-up. */
export const constant = defineSchedule({
  name: 'constant',
  dependsOnTotal: false,
  factor: (step, totalSteps, options) => warmup(step, totalSteps, options).factor,
});
