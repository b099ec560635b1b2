import {defineSchedule} from '../define.js';
import {aboveFloor, FLOOR} from './shapes.js';

/** A line from 1 at the first step to just above `floor` at the last: PyTorch's LinearLR, stepped once a batch. */
export const linear = defineSchedule({
  name: 'linear',
  options: {floor: FLOOR},
  dependsOnTotal: true,
  factor: ({taken, totalSteps}, {floor}) => aboveFloor(floor, 1 - Math.min(1, taken / totalSteps)),
});
