import {defineSchedule} from '../define.js';

/** The factor falls to `gamma` of what it was after every `every` epochs: PyTorch's StepLR, stepped once an epoch. */
export const step = defineSchedule({
  name: 'step',
  options: {
    every: {default: 30, min: 1, whole: true},
    gamma: {default: 0.1, min: 0, above: true, max: 1},
  },
  dependsOnTotal: false,
  factor: ({taken, stepsPerEpoch}, {every, gamma}) => gamma ** Math.floor(taken / (every * stepsPerEpoch)),
});
