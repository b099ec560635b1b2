import {defineSchedule} from '../define.js';
import {aboveFloor, FLOOR, halfCosine} from './shapes.js';

/**
 * Half a cosine from 1 at the first step to just above `floor` at the last: what PyTorch's CosineAnnealingLR gives,
 * stepped once a batch.
 *
 * @see Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017)
 */
export const cosine = defineSchedule({
  name: 'cosine',
  options: {floor: FLOOR},
  dependsOnTotal: true,
  factor: ({taken, totalSteps}, {floor}) => aboveFloor(floor, halfCosine(Math.min(1, taken / totalSteps))),
});
