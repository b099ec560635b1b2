import {defineRowAugmentation} from './define.js';
import {deviations, seriesProblem} from './series.js';

/** @see Um et al., "Data augmentation of wearable sensor data" (2017), for this and the other changes of series */
export const jitter = defineRowAugmentation({
  name: 'jitter',
  summary: "time series: normal noise of so many of each column's own deviations",
  options: {sigma: {default: 0.05, min: 0}},
  problem: seriesProblem,
  create:
    ({sigma = 0}, [, columns = 1]) =>
    (cell, random) => {
      const widths = deviations(cell, columns);
      return cell.map((value, at) => value + sigma * (widths[at % columns] ?? 0) * random.normal());
    },
});
