import {defineRowAugmentation} from './define.js';
import {resampled, seriesProblem} from './series.js';

/** @see Le Guennec et al., "Data augmentation for time series classification using CNNs" (2016) */
export const windowSlice = defineRowAugmentation({
  name: 'window-slice',
  summary: 'time series: such a share of the steps, anywhere, stretched to the whole length',
  options: {share: {default: 0.9, min: 0, above: true, max: 1}},
  problem: seriesProblem,
  create: ({share = 1}, [steps = 1, columns = 1]) => {
    const kept = Math.max(1, Math.round(share * steps));
    return (cell, random) => {
      const start = random.integer(steps - kept + 1);
      const places = Array.from(
        {length: steps},
        (_, at) => start + (steps === 1 ? 0 : (at * (kept - 1)) / (steps - 1)),
      );
      return resampled(cell, columns, places);
    };
  },
});
