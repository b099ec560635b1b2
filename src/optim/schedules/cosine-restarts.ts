import {defineSchedule} from '../define.js';
import {aboveFloor, FLOOR, halfCosine} from './shapes.js';

/**
 * Half a cosine from 1 to `floor` over `period` epochs, then from 1 again, each time over `multiplier` times as many:
 * PyTorch's CosineAnnealingWarmRestarts, told the fraction of the epoch at every batch.
 *
 * @see Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017)
 */
export const cosineRestarts = defineSchedule({
  name: 'cosine-restarts',
  options: {
    period: {default: 10, min: 1, whole: true},
    multiplier: {default: 1, min: 1, whole: true},
    floor: FLOOR,
  },
  dependsOnTotal: false,
  factor: ({taken, stepsPerEpoch}, {period, multiplier, floor}) => {
    let length = period * stepsPerEpoch;
    let since = multiplier === 1 ? taken % length : taken;
    while (since >= length) {
      since -= length;
      length *= multiplier;
    }
    return aboveFloor(floor, halfCosine(since / length));
  },
});
