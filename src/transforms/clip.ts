import {defineTransform} from './define.js';
import {numberOption} from './options.js';

interface ClipState {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Values beyond two quantiles are set to them: float64 `[N, C]` → float64 `[N, C]`; missing stays missing.
 * Option `quantile` q: the bounds are the q and 1 − q quantiles of the values present when fitted.
 */
export const clip = defineTransform<ClipState>({
  name: 'clip',
  version: 1,
  summary: 'Outliers set to a low and a high quantile.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: false,
  choosableFor: ['numeric', 'datetime'],
  argument: 'quantile',
  options: {quantile: 0.01},
  fit: (columns, options) => {
    const quantile = numberOption(options, 'quantile', 0, 0.5);
    return {
      low: columns.map(({statistics}) => statistics.quantile(quantile)),
      high: columns.map(({statistics}) => statistics.quantile(1 - quantile)),
    };
  },
  outputs: (columns) => columns,
  // Comparisons with NaN are false, so that a missing value passes through; Min and Max would not promise that.
  build: (g, x, {low, high}) => {
    const least = g.numbers(low, 'float64');
    const most = g.numbers(high, 'float64');
    return g.where(g.greater(x, most), most, g.where(g.less(x, least), least, x));
  },
});
