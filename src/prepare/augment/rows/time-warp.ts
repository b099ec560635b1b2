import {defineRowAugmentation} from './define.js';
import {drawnCurve, resampled, seriesProblem} from './series.js';

/** Time never stands still and never runs backwards. */
const SLOWEST = 0.05;

export const timeWarp = defineRowAugmentation({
  name: 'time-warp',
  summary: 'time series: all columns faster here and slower there, by a smooth curve around 1; the ends stay',
  options: {sigma: {default: 0.2, min: 0}, knots: {default: 4, min: 0, max: 64, whole: true}},
  problem: seriesProblem,
  create:
    ({sigma = 0, knots = 0}, [steps = 1, columns = 1]) =>
    (cell, random) =>
      resampled(cell, columns, warpedPlaces(drawnCurve(steps, {knots, sigma}, random))),
});

/** Where each step is read: the speeds between steps summed, so that the first stays the first and the last the last. */
export function warpedPlaces(speeds: readonly number[]): number[] {
  let sum = 0;
  const sums = speeds.map((speed, step) => (step === 0 ? 0 : (sum += Math.max(SLOWEST, speed))));
  return sums.map((place) => (sum === 0 ? 0 : (place * (speeds.length - 1)) / sum));
}
