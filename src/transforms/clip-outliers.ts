import {defineTransform} from './define.js';
import {fitFences, FENCE_FACTORS, type FenceState} from './fences.js';

/**
 * Values beyond two fences are set to them: float64 `[N, C]` → float64 `[N, C]`; missing stays missing.
 * Options: `method` `iqr` or `zscore`, `factor`; see `fencesOf`.
 */
export const clipOutliers = defineTransform<FenceState>({
  name: 'clip-outliers',
  version: 1,
  summary: 'Outliers set to the fence they lie beyond.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: false,
  options: {method: 'iqr', factor: FENCE_FACTORS.iqr},
  fit: fitFences,
  outputs: (columns) => columns,
  // Comparisons with NaN are false, so that a missing value passes through.
  build: (g, x, {low, high}) => {
    const least = g.numbers(low, 'float64');
    const most = g.numbers(high, 'float64');
    return g.where(g.greater(x, most), most, g.where(g.less(x, least), least, x));
  },
});
