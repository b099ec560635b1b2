import {defineRowAugmentation} from './define.js';
import {drawnCurve, seriesProblem} from './series.js';

export const magnitudeWarp = defineRowAugmentation({
  name: 'magnitude-warp',
  summary: 'time series: each column times a smooth curve around 1, drawn at so many knots and both ends',
  options: {sigma: {default: 0.2, min: 0}, knots: {default: 4, min: 0, max: 64, whole: true}},
  problem: seriesProblem,
  create:
    ({sigma = 0, knots = 0}, [steps = 1, columns = 1]) =>
    (cell, random) => {
      const curves = Array.from({length: columns}, () => drawnCurve(steps, {knots, sigma}, random));
      return cell.map((value, at) => value * (curves[at % columns]?.[Math.floor(at / columns)] ?? 1));
    },
});
