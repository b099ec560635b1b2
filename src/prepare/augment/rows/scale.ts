import {defineRowAugmentation} from './define.js';
import {seriesProblem} from './series.js';

export const scale = defineRowAugmentation({
  name: 'scale',
  summary: 'time series: each column times a number drawn around 1',
  options: {sigma: {default: 0.1, min: 0}},
  problem: seriesProblem,
  create:
    ({sigma = 0}, [, columns = 1]) =>
    (cell, random) => {
      const factors = Array.from({length: columns}, () => 1 + sigma * random.normal());
      return cell.map((value, at) => value * (factors[at % columns] ?? 1));
    },
});
