import {defineSchedule} from '../define.js';
import {aboveFloor, FLOOR} from './shapes.js';

/**
 * (1 − part of the run)^power, from 1 at the first step to just above `floor` at the last: with floor 0 PyTorch's
 * PolynomialLR, stepped once a batch; with another one the decay of TensorFlow's PolynomialDecay.
 */
export const polynomial = defineSchedule({
  name: 'polynomial',
  // Power 1 is the linear schedule.
  options: {power: {default: 2, min: 0, above: true}, floor: FLOOR},
  dependsOnTotal: true,
  factor: ({taken, totalSteps}, {power, floor}) => aboveFloor(floor, (1 - Math.min(1, taken / totalSteps)) ** power),
});
