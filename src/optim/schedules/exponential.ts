import {defineSchedule} from '../define.js';

/** The factor falls to `gamma` of what it was after every epoch: PyTorch's ExponentialLR, stepped once an epoch. */
export const exponential = defineSchedule({
  name: 'exponential',
  options: {gamma: {default: 0.95, min: 0, above: true, max: 1}},
  dependsOnTotal: false,
  factor: ({taken, stepsPerEpoch}, {gamma}) => gamma ** Math.floor(taken / stepsPerEpoch),
});
